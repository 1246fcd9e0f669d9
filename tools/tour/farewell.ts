// The last words: how to go on with AWS, or with what `--keep` keeps.
import { join } from "node:path";
import { foreignSettings, type Place } from "./place";
import type { Tour } from "./walk";

const IS_WINDOWS = process.platform === "win32";

const onAws = (pathLine: string, where = "") => `On AWS, the same program${where}:
  1. deploy the function, its role and AppFlow's permission: examples/quickstart/aws/README.md
  2. cd examples/quickstart${pathLine && `\n     ${pathLine}`}
     pulumi stack init dev
     pulumi config set aws:region eu-west-1
     pulumi config set functionArn arn:aws:lambda:eu-west-1:<account>:function:intl-data-connector
     pulumi preview
     pulumi up
To read on:
  examples/quickstart/README.md   the program, and how to run it here and on AWS
  examples/adopt/README.md        taking over a registration that exists already
  docs/diagnostics.md             every message, its cause and the way out`;

export function farewell(took: string, { binDir }: Place): string {
  return `\nThat was the tour: every step was as it should be, in ${took}. Nothing of it stays on this machine.
To play with what you saw: npm start -- --keep

${onAws(addToPath(binDir))}`;
}

/** For a second terminal, while this one serves the embedded AppFlow. */
export function invitation({ appflow: { url }, place }: Tour): string {
  const controls = `${url}/_emulator`;
  return `\nNow it is yours. Paste this into a second terminal:

${assignments(place)}
cd ${quoted(join(place.folder, "quickstart"))}

For instance:
  pulumi preview
  curl -s ${controls}/connectors
  curl -s -X PATCH "${controls}/connector?label=intl-data" -d '{"description":"edited by hand"}'
  pulumi refresh --preview-only --expect-no-changes
  pulumi up --refresh
  pulumi destroy
  curl -s ${controls}          (what else the embedded AppFlow can be told)

${onAws("", ", in a terminal without the lines above")}

The embedded AppFlow serves ${url} until Ctrl-C, which removes all of this.`;
}

function assignments({ settings, binDir }: Place): string {
  const unset = foreignSettings(process.env).filter((name) => !(name in settings));
  const removal = IS_WINDOWS ? unset.map((name) => `Remove-Item Env:${name}`) : [`unset ${unset.join(" ")}`];
  const setting = IS_WINDOWS ? "$env:" : "export ";
  const assigned = Object.entries(settings).map(([name, value]) => `${setting}${name}=${quoted(value)}`);
  return [...(unset.length > 0 ? removal : []), ...assigned, addToPath(binDir)].join("\n");
}

/** Where the tour brought a `pulumi` of its own, a shell doesn't find it. */
function addToPath(binDir: string | undefined): string {
  if (binDir === undefined) return "";
  return IS_WINDOWS ? `$env:PATH=${quoted(`${binDir};`)} + $env:PATH` : `export PATH=${quoted(binDir)}:"$PATH"`;
}

/** As PowerShell or a POSIX shell reads it. */
function quoted(value: string): string {
  if (IS_WINDOWS) return `'${value.replaceAll("'", "''")}'`;
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
