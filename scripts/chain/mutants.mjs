/**
 * Puts switches around the guards of Solidity sources: all mutants are compiled once, and a test run chooses one by
 * the block's coinbase (`FOUNDRY_BLOCK_COINBASE`), which no contract here reads. Compiling each alone would take a
 * minute and a half, 260 times.
 */

/** Name of the file that the copy's sources import their switch from, beside `src`. */
export const SWITCH_FILE = "Mutant.sol";

/** The switch. Guards stand in pure functions too, so the reading of the block is cast to pure. */
export const SWITCH_SOURCE = `// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

function isMutant(uint256 id) pure returns (bool) {
    function() view returns (uint256) read = _chosen;
    function() pure returns (uint256) chosen;
    assembly {
        chosen := read
    }
    return chosen() == id;
}

function _chosen() view returns (uint256) {
    return uint160(address(block.coinbase));
}
`;

/** Index behind the bracket that closes the one at `open`. Strings of these sources hold no brackets. */
function behindBracket(source, open) {
  let depth = 0;
  for (let at = open; at < source.length; at++) {
    if (source[at] === "(") depth += 1;
    if (source[at] === ")") depth -= 1;
    if (depth === 0) return at + 1;
  }
  throw new Error("a bracket is not closed");
}

/**
 * Every `if (…) revert …;` of a source, with or without braces.
 * @param {string} source
 * @returns {{ at: number, text: string }[]}
 */
export function guardsOf(source) {
  const guards = [];
  for (const { index } of source.matchAll(/(?<=^ +(?:\} else )?)if \(/gm)) {
    const behind = behindBracket(source, index + 3);
    const body = /^\s*(?:\{\s*revert [^;{}]*;\s*\}|revert [^;{}]*;)/.exec(source.slice(behind));
    if (body) guards.push({ at: index, text: source.slice(index, behind + body[0].length) });
  }
  return guards;
}

/**
 * Where a text stands. @throws Error when it stands nowhere or twice: a mutant has to mean one place.
 * @param {string} source
 * @param {string} text
 */
export function onlyPlaceOf(source, text) {
  const at = source.indexOf(text);
  if (at < 0) throw new Error(`nowhere: ${text}`);
  if (source.indexOf(text, at + 1) >= 0) throw new Error(`more than once: ${text}`);
  return at;
}

/**
 * @typedef {{ id: number, at: number, text: string, to: string | null }} Edit
 * While mutant `id` is chosen, `text` stands as `to` (null: a guard, which is left out). A text that ends with a
 * semicolon is a statement, else an expression; a `to` with the word MUTANT stands in any case and asks by that word.
 */

/** What stands before and behind the text of an edit. */
function around({ id, text, to }) {
  if (to === null) return [`if (!isMutant(${id})) {\n`, "\n}"];
  if (text.endsWith(";")) return [`if (isMutant(${id})) {\n${to}\n} else {\n`, "\n}"];
  return [`(isMutant(${id}) ? ${to} : `, ")"];
}

/**
 * The source with all its switches. Edits may stand inside each other.
 * @param {string} source
 * @param {Edit[]} edits
 * @param {string} importPath of the switch
 */
export function withSwitches(source, edits, importPath) {
  const pragma = /^pragma solidity [^;]*;\n/m.exec(source);
  const pieces = [
    {
      at: pragma.index + pragma[0].length,
      rank: [0],
      text: `\nimport {isMutant} from "${importPath}";\n`,
      skip: 0,
    },
  ];
  for (const edit of edits) {
    const { id, at, text, to } = edit;
    const { length } = text;
    if (to?.includes("MUTANT")) {
      pieces.push({ at, rank: [2], text: to.replaceAll("MUTANT", `isMutant(${id})`), skip: length });
      continue;
    }
    const [before, behind] = around(edit);
    // At one place the inner ones close first and the outer ones open first.
    pieces.push({ at: at + length, rank: [0, length, -id], text: behind, skip: 0 });
    pieces.push({ at, rank: [1, -length, id], text: before, skip: 0 });
  }
  pieces.sort((a, b) => a.at - b.at || compare(a.rank, b.rank));
  let out = "";
  let read = 0;
  for (const { at, text, skip } of pieces) {
    out += source.slice(read, at) + text;
    read = at + skip;
  }
  return out + source.slice(read);
}

function compare(a, b) {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
