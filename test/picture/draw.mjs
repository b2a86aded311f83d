/**
 * Draws docs/run.svg, the picture of the README: a real run of the playbook beside this file, as the
 * terminal shows it. `npm run picture` makes it anew; look at the difference before it is committed.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
const root = join(here, '..', '..');
const program = join(root, 'dist', 'program', 'kplay.js');
const FOLDER = '/tmp/kubelet';
const COMMAND = 'kplay site.yml -i hosts.ini --diff';

/** Foregrounds of a terminal by their number in the escape sequence. */
const COLORS = {
  30: '#6b7280',
  31: '#f87171',
  32: '#4ade80',
  33: '#facc15',
  34: '#60a5fa',
  35: '#e879f9',
  36: '#22d3ee',
  90: '#9ca3af',
};
const PLAIN = '#e5e7eb';
const [LINE, COLUMN, MARGIN] = [18, 7.83, 16];

function run() {
  // Fails where somebody has such a folder.
  mkdirSync(FOLDER);
  const [, ...words] = COMMAND.split(' ');
  const end = spawnSync(process.execPath, [program, ...words, '-e', `folder=${FOLDER}`], {
    cwd: here,
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      HOME: FOLDER,
      ANSIBLE_CONFIG: '/dev/null',
      ANSIBLE_FORCE_COLOR: '1',
      TERM: 'xterm-256color',
    },
  });
  rmSync(FOLDER, { recursive: true });
  if (end.status !== 2) throw new Error(`the run ended with ${end.status}:\n${end.stderr}`);
  return end.stdout.trim().split('\n');
}

const escape = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** One line as pieces of text, each with its colour. */
function toPieces(line) {
  let fill = PLAIN;
  let weight = '';
  return line.split(/(\u001B\[[\d;]*m)/).flatMap((part) => {
    const codes = /^\u001B\[([\d;]*)m$/.exec(part)?.[1];
    if (codes === undefined) return part === '' ? [] : [{ fill, weight, text: part }];
    for (const code of codes.split(';').map(Number)) {
      if (code === 0 || code === 39) fill = PLAIN;
      if (code === 0 || code === 22) weight = '';
      if (code === 1) weight = ' font-weight="bold"';
      fill = COLORS[code] ?? fill;
    }
    return [];
  });
}

const WIDTH = 92;

/** Cuts a line where a terminal would go on below; long results are cut with a sign. */
function fit(pieces) {
  let left = WIDTH;
  return pieces.flatMap((piece) => {
    if (left <= 0) return [];
    const text = piece.text.length > left ? `${piece.text.slice(0, left - 1)}…` : piece.text;
    left -= piece.text.length;
    return [{ ...piece, text }];
  });
}

function drawLine(line, index) {
  const spans = fit(toPieces(line)).map(
    ({ fill, weight, text }) => `<tspan fill="${fill}"${weight}>${escape(text)}</tspan>`,
  );
  const y = MARGIN + LINE * (index + 1) - 4;
  return `<text x="${MARGIN}" y="${y}" xml:space="preserve">${spans.join('')}</text>`;
}

const lines = [`\u001B[32m$\u001B[0m ${COMMAND}`, ...run()];
const [width, height] = [Math.ceil(WIDTH * COLUMN) + 2 * MARGIN, lines.length * LINE + 2 * MARGIN];
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${COMMAND}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="13">
<rect width="100%" height="100%" rx="8" fill="#111827"/>
${lines.map(drawLine).join('\n')}
</svg>
`;
writeFileSync(join(root, 'docs', 'run.svg'), svg);
