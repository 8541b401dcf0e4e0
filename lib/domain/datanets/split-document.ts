import { normalisedTokens } from "./cluster-records";

/** `split-1`: how an extracted document becomes rows. Each piece is a slice of the text; nothing overlaps. */
const MAX_TOKENS = 512;

/** A piece of the text by UTF-16 index, without the space around it. */
export type Piece = { start: number; end: number };

const HEADING = /^#{1,6}\s|^[^\n]{1,120}\n[=-]{3,}\s*$/;
const SENTENCE_END = /[.!?。！？]["'”’)\]]*(?=\s|$)|[。！？]/g;

function trimmed(text: string, start: number, end: number): Piece | null {
  let from = start;
  let to = end;
  while (from < to && /\s/.test(text[from] ?? "")) from += 1;
  while (to > from && /\s/.test(text[to - 1] ?? "")) to -= 1;
  return to > from ? { start: from, end: to } : null;
}

const tokensIn = (text: string, piece: Piece) => normalisedTokens(text.slice(piece.start, piece.end)).length;

function paragraphsOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  for (const gap of text.matchAll(/\n[ \t]*\n\s*/g)) {
    const piece = trimmed(text, start, gap.index);
    if (piece) pieces.push(piece);
    start = gap.index + gap[0].length;
  }
  const last = trimmed(text, start, text.length);
  if (last) pieces.push(last);
  return pieces;
}

/** Cuts at words where a text has no sentence that is short enough. */
function wordsOf(text: string, piece: Piece): Piece[] {
  const pieces: Piece[] = [];
  const words = /\S+/g;
  words.lastIndex = piece.start;
  let start = piece.start;
  let end = piece.start;
  let count = 0;
  for (let word = words.exec(text); word && word.index < piece.end; word = words.exec(text)) {
    const stop = Math.min(word.index + word[0].length, piece.end);
    const tokens = normalisedTokens(word[0]).length;
    if (count > 0 && count + tokens > MAX_TOKENS) {
      pieces.push({ start, end });
      start = word.index;
      count = 0;
    }
    end = stop;
    count += tokens;
  }
  pieces.push({ start, end });
  return pieces;
}

function sentencesOf(text: string, piece: Piece): Piece[] {
  const sentences: Piece[] = [];
  let start = piece.start;
  const body = text.slice(piece.start, piece.end);
  for (const match of body.matchAll(SENTENCE_END)) {
    const sentence = trimmed(text, start, piece.start + match.index + match[0].length);
    if (sentence) sentences.push(sentence);
    start = piece.start + match.index + match[0].length;
  }
  const rest = trimmed(text, start, piece.end);
  if (rest) sentences.push(rest);
  return sentences.flatMap((sentence) =>
    tokensIn(text, sentence) > MAX_TOKENS ? wordsOf(text, sentence) : [sentence],
  );
}

/**
 * Headings open a new piece, paragraphs are packed greedily to 512 tokens (runs of letters and digits; each CJK
 * character is one), and only a longer paragraph is cut, at sentences.
 */
export function splitDocument(text: string): Piece[] {
  const pieces: Piece[] = [];
  let open: (Piece & { tokens: number }) | null = null;
  const close = () => {
    if (open) pieces.push({ start: open.start, end: open.end });
    open = null;
  };
  const add = (piece: Piece) => {
    const tokens = tokensIn(text, piece);
    if (open && open.tokens + tokens > MAX_TOKENS) close();
    open = open ? { start: open.start, end: piece.end, tokens: open.tokens + tokens } : { ...piece, tokens };
  };
  for (const paragraph of paragraphsOf(text)) {
    const isHeading = HEADING.test(text.slice(paragraph.start, paragraph.end));
    if (isHeading) close();
    if (tokensIn(text, paragraph) > MAX_TOKENS) {
      close();
      for (const sentence of sentencesOf(text, paragraph)) add(sentence);
      close();
    } else add(paragraph);
  }
  close();
  return pieces;
}
