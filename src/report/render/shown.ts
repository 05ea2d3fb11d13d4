import {clean} from '../../text/clean.ts';
import {text} from '../../text/index.ts';
import {type Marked, type Piece, pieces} from '../marked.ts';

/** Longer data is shortened where it is read; the JSON form and the journal hold all of it. */
const longest = 300;

/** A sentence in pieces that are harmless wherever they are shown: no control, no bidi and no invisible character, none of them too long. */
export function shown(sentence: Marked): readonly Piece[] {
	return pieces(sentence).map(piece => ({data: piece.data, text: piece.data ? shortened(clean(piece.text)) : clean(piece.text)}));
}

/** The same as one text. */
export function plain(sentence: Marked): string {
	return shown(sentence)
		.map(piece => piece.text)
		.join('');
}

function shortened(value: string): string {
	if (value.length <= longest) return value;
	const characters = [...value];
	return characters.length <= longest ? value : `${characters.slice(0, longest).join('')}${text.report.shortened(characters.length)}`;
}
