// How the tour looks: what it says, what was typed and what that printed must be told apart at a glance.

const { FORCE_COLOR } = process.env;
export const coloured = FORCE_COLOR
  ? FORCE_COLOR !== "0"
  : Boolean(process.stdout.isTTY) && process.stdout.hasColors();

const paint = (code: number) => (text: string) => (coloured ? `\x1b[${code}m${text}\x1b[0m` : text);
const bold = paint(1);
const dim = paint(2);
const red = paint(31);
const green = paint(32);
const cyan = paint(36);

const line = (text: string): void => void process.stdout.write(`${text}\n`);
const indented = (text: string, by: string) => text.replace(/^(?=.)/gm, by);

export const say = {
  line,
  title: (text: string) => line(`\n${bold(text)}`),
  text: (text: string) => line(text),
  detail: (text: string) => line(dim(text)),
  meanwhile: (text: string) => line(`\n${indented(text, "  ")}`),
  command: (folder: string, command: string) => line(`\n  ${dim(`${folder} $`)} ${cyan(command)}`),
  output: (text: string) => line(`    ${text}`.trimEnd()),
  check: (claim: string, holds: boolean) => line(`  ${holds ? green("✓") : red("✗")} ${claim}`),
  problem: (text: string) => line(`\n${red("The tour can't go on:")} ${text}`),
};
