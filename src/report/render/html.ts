import {clean} from '../../text/clean.ts';
import {text} from '../../text/index.ts';
import type {Document, DocumentBlock} from '../document/blocks.ts';
import type {Marked} from '../marked.ts';
import {escaped} from './escape.ts';
import {pictureAsSvg} from './picture.ts';
import {plain, shown} from './shown.ts';
import {styleOf} from './style.ts';

/** One file that asks for nothing else: no script, no font, no picture from anywhere. It reads on a phone, in the dark, and on paper. */
export function asHtml(document: Document): string {
	const banners = document.banners.map(banner => `<p class="banner"><strong>${escaped(banner)}</strong></p>`);
	const title = plain(document.title);
	return [
		'<!doctype html>',
		'<html lang="en">',
		'<head>',
		'<meta charset="utf-8">',
		'<meta name="viewport" content="width=device-width, initial-scale=1">',
		`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">`,
		'<meta name="color-scheme" content="light dark">',
		'<meta name="referrer" content="no-referrer">',
		`<title>${escaped(title)}</title>`,
		`<style>${styleOf(document.banners, title)}</style>`,
		'</head>',
		'<body>',
		// Outside the header, which scrolls away.
		...(banners.length === 0 ? [] : ['<div class="banners" role="note">', ...banners, '</div>']),
		'<header>',
		`<h1>${inline(document.title)}</h1>`,
		`<p class="verdict ${document.verdict.tone}"><strong>${inline(document.verdict.sentence)}</strong></p>`,
		'</header>',
		`<nav aria-label="${escaped(text.report.contents)}"><ol>`,
		...document.sections.map(({id, title: name}) => `<li><a href="#${id}">${escaped(name)}</a></li>`),
		'</ol></nav>',
		'<main>',
		...document.sections.flatMap(({id, title: name, blocks}) => [
			`<section aria-labelledby="${id}">`,
			`<h2 id="${id}">${escaped(name)}</h2>`,
			...blocks.map(block),
			'</section>',
		]),
		'</main>',
		'<footer>',
		...banners,
		'</footer>',
		'</body>',
		'</html>',
		'',
	].join('\n');
}

function block(of: DocumentBlock): string {
	switch (of.kind) {
		case 'paragraph':
			return of.strong ? `<p class="strong"><strong>${inline(of.text)}</strong></p>` : `<p>${inline(of.text)}</p>`;
		case 'heading':
			return `<h3>${inline(of.text)}</h3>`;
		case 'list':
			return `<ul>\n${of.items.map(item => `<li>${inline(item)}</li>`).join('\n')}\n</ul>`;
		case 'facts':
			return `<dl>\n${of.rows.map(([label, value]) => `<div><dt>${escaped(label)}</dt><dd>${inline(value)}</dd></div>`).join('\n')}\n</dl>`;
		case 'table':
			return table(of);
		case 'code':
			return `<pre tabindex="0" role="region" aria-label="${escaped(clean(of.label))}"><code>${escaped(clean(of.text, {multiline: true}))}</code></pre>`;
		case 'picture':
			return pictureAsSvg(of);
	}
}

/** An id may be broken anywhere, and so may a sentence with a word that fits nowhere. */
const bdiClass = (value: string) => (!/\s/.test(value) ? ' class="id"' : /\S{32}/.test(value) ? ' class="any"' : '');

/** A date, and a time, is never broken over two lines. */
function withTimes(html: string): string {
	return html.replace(/(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)/g, '<span class="time">$1</span> <span class="time">$2</span>');
}

/** On a phone each row becomes a card, whose cells say their column; the roles keep it a table to a screen reader even then. */
function table({caption, columns, rows, ids = []}: DocumentBlock & {readonly kind: 'table'}): string {
	const names = columns.map(plain);
	const head = names.map(name => `<th scope="col" role="columnheader">${escaped(name)}</th>`).join('');
	const cells = (row: readonly Marked[]) =>
		row
			.map(
				(cell, index) =>
					`<td role="cell"${ids.includes(index) ? ' class="ids"' : ''} data-column="${escaped(names[index] ?? '')}">${inline(cell)}</td>`,
			)
			.join('');
	return [
		`<table role="table"><caption>${escaped(caption)}</caption>`,
		`<thead role="rowgroup"><tr role="row">${head}</tr></thead>`,
		'<tbody role="rowgroup">',
		...rows.map(row => `<tr role="row">${cells(row)}</tr>`),
		'</tbody></table>',
	].join('\n');
}

function inline(sentence: Marked): string {
	return shown(sentence)
		.map(piece => (piece.data ? `<bdi${bdiClass(piece.text)}>${escaped(piece.text)}</bdi>` : withTimes(escaped(piece.text))))
		.join('');
}
