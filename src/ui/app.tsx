import {Box, Static, useApp, useInput, usePaste} from 'ink';
import {type ReactElement, useEffect, useMemo, useState, useSyncExternalStore} from 'react';
import type {Clock} from '../clock.ts';
import type {TextQuestion} from '../runbook/questions.ts';
import {text} from '../text/index.ts';
import {allot} from './frame/allot.ts';
import {contentOf, contentOfPage, titleLine, urgentKey} from './frame/content.ts';
import {feedLines} from './frame/feed.ts';
import {footerLine, hintsFor} from './frame/footer.ts';
import {headerLines} from './frame/header.ts';
import {layoutFinished} from './frame/transcript.ts';
import {waitingLines} from './frame/waiting.ts';
import {windowOf} from './frame/window.ts';
import type {KeyPump} from './key-pump.ts';
import type {Measure} from './questions/question.ts';
import {measure, QuestionArea} from './questions/question-area.tsx';
import type {ScreenStore, UpQuestion} from './store.ts';
import {ColorContext, Lines} from './theme.tsx';

export interface WindowSize {
	readonly columns: number;
	readonly rows: number;
}

export type InkApp = ReturnType<typeof useApp>;

export interface AppProps {
	readonly store: ScreenStore;
	readonly keys: Pick<KeyPump, 'startEmpty'>;
	readonly clock: Clock;
	readonly color: boolean;
	readonly size: WindowSize;
	/** Called with what Ink offers from inside only: handing the terminal over for a while, and ending with an error. */
	readonly onReady?: (ink: InkApp) => void;
}

/** Wider lines than this are hard to read. */
const widest = 112;
/** From this many columns on, what others do stands beside the walk; else below it. */
const besideFrom = 132;
const asideWidth = 52;
/** What it takes there at least, in rows. */
const leastAside = 10;
/** Rows of the window that the frame leaves free. */
const free = 2;
/** A blank column on each side. */
const margin = 1;
/** How often the screen looks at the clock, in milliseconds: often enough for a spinner while something is waited for. */
const tick = {waiting: 250, idle: 1000};
/** How long keys are ignored when a question has taken the place of one that was withdrawn, in milliseconds. */
const surprise = 300;

export function App({store, keys, clock, color, size, onReady}: AppProps): ReactElement {
	const screen = useSyncExternalStore(store.subscribe, store.snapshot);
	const ink = useApp();
	useEffect(() => onReady?.(ink), [onReady, ink]);
	const aside = screen.happenings.length > 0 && size.columns >= besideFrom ? asideWidth : 0;
	const width = Math.max(Math.min(size.columns - (aside === 0 ? 0 : aside + 2), widest) - 2 * margin, 1);
	return (
		<ColorContext value={color}>
			<Static items={[...screen.finished]}>
				{(step, index) => (
					<Box key={`${index} ${step.heading?.id}`} flexDirection="column" paddingLeft={margin}>
						<Lines lines={layoutFinished(step, width)} />
					</Box>
				)}
			</Static>
			{screen.closed ? null : <Frame store={store} keys={keys} clock={clock} rows={size.rows} width={width} aside={aside} />}
		</ColorContext>
	);
}

/** The live part of the screen. Never more than `rows` less two rows. */
function Frame({
	store,
	keys,
	clock,
	rows,
	width,
	aside,
}: Pick<AppProps, 'store' | 'keys' | 'clock'> & {readonly rows: number; readonly width: number; readonly aside: number}): ReactElement {
	const screen = useSyncExternalStore(store.subscribe, store.snapshot);
	const {up, heading, entries} = screen;
	const {isReady, isLive} = useLive(screen.noting ? undefined : up, keys);
	useTick(screen.waiting.length > 0 ? tick.waiting : tick.idle);
	const now = clock.now();
	// What was urgent when help or a page was opened stays behind it; what becomes urgent later comes before it.
	const urgent = urgentKey(entries);
	const [help, setHelp] = useState<{readonly urgent: string}>();
	const [opened, setOpened] = useState({number: 0, page: -1, urgent: ''});
	const page = opened.number === up?.number ? opened.page : -1;
	const [scrolled, setScrolled] = useState<{readonly key: string; readonly offset: number}>();

	const openPage = up?.question.kind === 'confirm' ? up.question.pages[page]?.view : undefined;
	const shown = help === undefined ? openPage : text.ui.help;
	const urgentBefore = (help ?? opened).urgent;
	const content = useMemo(
		() => (shown === undefined ? contentOf({heading, entries}, width, up?.after) : contentOfPage(shown, entries, width, urgentBefore)),
		[shown, heading, entries, width, urgentBefore, up?.after],
	);
	const {noting, takesNotes} = screen;
	const asked = noting ? noteQuestion : up?.question;
	const asks: Measure = asked === undefined || help !== undefined ? {wanted: 0, least: 0} : measure(asked, width);
	const given = allot(rows, {
		content: content.lines.length,
		waiting: screen.waiting.length,
		question: asks.wanted,
		leastQuestion: asks.least,
		spareQuestion: asks.spare ?? 0,
		feedGivesWay: asked?.kind === 'confirm' || asked?.kind === 'checklist',
		// Its title, and as much as there is. Whoever opened a page wants to read that.
		feed: screen.happenings.length === 0 || aside > 0 || shown !== undefined ? 0 : screen.happenings.length + 1,
	});
	const view = windowOf(content, given.content, width, scrolled?.key === content.key ? scrolled.offset : undefined);
	const scrollTo = (offset: number) => setScrolled({key: content.key, offset: Math.min(Math.max(offset, 0), view.furthest)});

	// In a text field and in a checklist the space bar has its own meaning.
	const spaceScrolls = help !== undefined || asked === undefined || asked.kind === 'choose';
	const questionMarkIsText = asked?.kind === 'text' && help === undefined;
	const letterNotes = isLive && (asked?.kind === 'choose' || asked?.kind === 'checklist');
	useInput((input, key) => {
		if (input === '?' && (key.meta || !questionMarkIsText)) setHelp(help === undefined ? {urgent} : undefined);
		else if (help !== undefined && (key.escape || key.return)) setHelp(undefined);
		else if (help === undefined && !noting && input === 'n' && (key.ctrl || (letterNotes && !key.meta))) store.beginNote();
		else if (help === undefined && noting && key.escape) store.endNote();
		else if (key.pageUp) scrollTo(view.offset - view.page);
		else if (key.pageDown) scrollTo(view.offset + view.page);
		else if (input === ' ' && spaceScrolls) scrollTo(view.offset >= view.furthest ? 0 : view.offset + view.page);
	});
	// Keeps bracketed paste on, and pastes away from everything that did not ask for one.
	usePaste(() => {});
	const whole = aside === 0 ? width : width + aside + 2;
	const title = heading === undefined ? [] : [titleLine(heading, entries, width)];
	const hints =
		isReady && (up === undefined || isLive || noting)
			? hintsFor({
					question: up?.question,
					help: help !== undefined,
					takesNotes,
					noting,
					pageIsOpen: openPage !== undefined,
					canScroll: view.furthest > 0,
				})
			: [];
	const middle = given.title + view.lines.length + given.waiting + given.gap + given.question;
	// Beside the walk there is room for more than the walk takes.
	const body = aside > 0 ? Math.max(middle, Math.min(rows - free - given.header - given.footer, leastAside)) : middle + given.feed;
	const height = given.header + body + given.footer;
	return (
		<Box flexDirection="column" paddingLeft={margin} height={height} overflow="hidden">
			<Lines lines={headerLines({header: screen.header, steps: screen.steps, now, width: whole, rows: given.header})} />
			<Box flexDirection="row" height={body}>
				<Box flexDirection="column" width={width} overflow="hidden">
					<Lines lines={title.slice(0, given.title)} />
					<Lines lines={view.lines} />
					<Lines lines={waitingLines(screen.waiting, now, width, given.waiting)} />
					{up === undefined ? null : (
						// Help and a note hide the question and let it be: what was typed so far is still there afterwards.
						<Box flexDirection="column" paddingTop={given.gap} display={help === undefined && !noting ? 'flex' : 'none'}>
							<QuestionArea
								key={up.number}
								question={up.question}
								rows={given.question}
								width={width}
								live={isLive && help === undefined && !noting}
								page={page}
								onPage={next => setOpened({number: up.number, page: next, urgent})}
								onAnswer={answer => store.answer(up.number, answer)}
							/>
						</Box>
					)}
					{noting ? (
						<Box flexDirection="column" paddingTop={given.gap} display={help === undefined ? 'flex' : 'none'}>
							<QuestionArea
								question={noteQuestion}
								rows={given.question}
								width={width}
								live={help === undefined}
								page={-1}
								onPage={() => {}}
								onAnswer={said => store.endNote(String(said))}
							/>
						</Box>
					) : null}
					<Lines lines={feedLines(screen.happenings, width, given.feed)} />
				</Box>
				{aside === 0 ? null : (
					<Box flexDirection="column" width={aside} marginLeft={2} overflow="hidden">
						<Lines lines={feedLines(screen.happenings, aside, body)} />
					</Box>
				)}
			</Box>
			<Lines lines={given.footer > 0 ? [footerLine(hints, whole)] : []} />
		</Box>
	);
}

/** A note is typed like any other text, over whatever is being asked. */
const noteQuestion: TextQuestion = {kind: 'text', id: 'note', title: text.ui.note.title};

/** Draws again every so often, because time passes. */
function useTick(milliseconds: number): void {
	const [, setTicks] = useState(0);
	useEffect(() => {
		const timer = setInterval(() => setTicks(ticks => ticks + 1), milliseconds);
		return () => clearInterval(timer);
	}, [milliseconds]);
}

/**
 * Whether the terminal gives us keys at all, and whether they are for the question that is up. What was typed before it came up is
 * forgotten first: no key meant for one question ever answers the next.
 */
function useLive(up: UpQuestion | undefined, keys: AppProps['keys']): {readonly isReady: boolean; readonly isLive: boolean} {
	const [isReady, setReady] = useState(false);
	const [live, setLive] = useState<number>();
	useEffect(() => setReady(true), []);
	useEffect(() => {
		if (up === undefined) return setLive(undefined);
		let isUp = true;
		void keys.startEmpty(up.replacesWithdrawn ? surprise : 0).then(() => {
			if (isUp) setLive(up.number);
		});
		return () => {
			isUp = false;
		};
	}, [up, keys]);
	return {isReady, isLive: up !== undefined && live === up.number};
}
