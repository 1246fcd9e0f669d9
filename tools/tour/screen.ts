// How the tour looks: what it says, what was typed and what that printed must be told apart at a glance.

const { FORCE_COLOR } = process.env;
export const isColoured = FORCE_COLOR
  ? FORCE_COLOR !== "0"
  : Boolean(process.stdout.isTTY) && process.stdout.hasColors();

const paint = (code: number) => (text: string) => (isColoured ? `\x1b[${code}m${text}\x1b[0m` : text);
const [bold, dim, red, green, cyan] = [1, 2, 31, 32, 36].map(paint);
const line = (text: string): void => void process.stdout.write(`${text}\n`);

export const say = {
  line,
  title: (text: string) => line(`\n${bold(text)}`),
  detail: (text: string) => line(dim(text)),
  meanwhile: (text: string) => line(`\n${text.replace(/^(?=.)/gm, "  ")}`),
  command: (folder: string, command: string) => line(`\n  ${dim(`${folder} $`)} ${cyan(command)}`),
  check: (claim: string, isTrue: boolean) => line(`  ${isTrue ? green("✓") : red("✗")} ${claim}`),
  problem: (text: string) => line(`\n${red("The tour can't go on:")} ${text}`),
};

/** Shows a command's output line by line, without blank lines at its end. */
export function showOutput(): (text: string) => void {
  let isAfterBlank = false;
  return (text) => {
    if (text !== "") line(`${isAfterBlank ? "\n" : ""}    ${text}`);
    isAfterBlank = text === "";
  };
}
