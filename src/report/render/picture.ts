import stringWidth from 'string-width';
import {text} from '../../text/index.ts';
import type {DocumentBlock, Moment} from '../document/blocks.ts';
import {when} from '../document/words.ts';
import type {Lane} from '../model.ts';
import {escaped} from './escape.ts';
import {plain} from './shown.ts';

const width = 360;
const spine = 14;
const left = 34;
const lineHeight = 17;
/** Columns of text that fit beside the spine. */
const columns = 46;

/** A line down the page, so that it is as readable on a phone as on paper. What a mark means is said in words beside it. */
export function pictureAsSvg(picture: DocumentBlock & {readonly kind: 'picture'}): string {
	const spines: string[] = [];
	const parts: string[] = [];
	let y = 18;
	let before: number | undefined;
	for (const moment of picture.moments) {
		const gap = before === undefined ? 0 : gapHeight(moment.gap);
		if (before !== undefined && moment.later !== null) {
			parts.push(`<text class="gap" x="${left}" y="${y + Math.round(gap / 2)}">${escaped(plain(moment.later))}</text>`);
		}
		y += gap;
		if (before !== undefined) spines.push(`<line class="spine" x1="${spine}" y1="${before}" x2="${spine}" y2="${y - 4}"/>`);
		const lines = wrapped(`${text.report.lanes[moment.lane]}: ${plain(moment.what)}`);
		parts.push(mark(moment.lane, y - 4), `<text class="at" x="${left}" y="${y}">${escaped(when(moment.at))}</text>`);
		for (const [index, line] of lines.entries())
			parts.push(`<text x="${left}" y="${y + (index + 1) * lineHeight}">${escaped(line)}</text>`);
		before = y - 4;
		y += lines.length * lineHeight + 2;
	}
	const alternative = escaped(plainAlternative(picture));
	return [
		`<figure class="picture"><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" width="${width}" height="${y}" role="img" aria-labelledby="picture-title picture-text">`,
		`<title id="picture-title">${escaped(text.report.sections.picture)}</title><desc id="picture-text">${alternative}</desc>`,
		...spines,
		...parts,
		`</svg><figcaption>${escaped(plain(picture.caption))}</figcaption></figure>`,
	].join('\n');
}

export const plainAlternative = ({alternative}: {readonly alternative: string}): string => plain(alternative);

/** Taller the longer it took, by its logarithm: seconds and days stand on one page. */
function gapHeight(gap: Moment['gap']): number {
	return Math.round(34 + 6 * Math.log10(1 + gap / 1000));
}

/** A shape of its own for each lane: colour is never the only carrier. */
function mark(lane: Lane, y: number): string {
	const x = spine;
	switch (lane) {
		case 'attacker':
			return `<path class="${lane}" d="M${x - 6} ${y + 5}L${x} ${y - 6}L${x + 6} ${y + 5}Z"/>`;
		case 'detection':
			return `<path class="${lane}" d="M${x} ${y - 7}L${x + 7} ${y}L${x} ${y + 7}L${x - 7} ${y}Z"/>`;
		case 'responder':
			return `<circle class="${lane}" cx="${x}" cy="${y}" r="5.5"/>`;
		case 'change':
			return `<rect class="${lane}" x="${x - 5}" y="${y - 5}" width="10" height="10"/>`;
		case 'proof':
			return `<path class="${lane}" d="M${x - 6} ${y}L${x - 1} ${y + 5}L${x + 7} ${y - 6}"/>`;
	}
}

/** At most three lines; the table below says the rest. */
function wrapped(said: string): readonly string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of said.split(' ').flatMap(broken)) {
		const longer = line === '' ? word : `${line} ${word}`;
		if (stringWidth(longer) <= columns) line = longer;
		else {
			lines.push(line);
			line = word;
		}
	}
	lines.push(line);
	const kept = lines.filter(one => one !== '');
	return kept.length <= 3 ? kept : [...kept.slice(0, 2), `${kept[2] ?? ''}…`];
}

/** A word that fits on no line, in parts. */
function broken(word: string): readonly string[] {
	const parts: string[] = [];
	let part = '';
	for (const character of word) {
		if (stringWidth(part + character) > columns - 2) {
			parts.push(part);
			part = '';
		}
		part += character;
	}
	return [...parts, part];
}
