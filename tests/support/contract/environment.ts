import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The shared files of a test: each has a new name, since the SDK remembers what it reads. */
type WriteFile = (name: string, text: string) => string;

/** Runs the tests of a block in an environment that says nothing of AWS, with shared files that are empty. */
export function withoutAwsEnvironment(): WriteFile {
  let folder = "";
  let kept: NodeJS.ProcessEnv = {};
  let files = 0;
  const write: WriteFile = (name, text) => {
    const path = join(folder, `${name}-${(files += 1)}`);
    writeFileSync(path, text);
    return path;
  };
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "appflow-environment-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  beforeEach(() => {
    kept = { ...process.env };
    for (const name of Object.keys(process.env).filter((it) => it.startsWith("AWS_"))) delete process.env[name];
    process.env["AWS_EC2_METADATA_DISABLED"] = "true";
    process.env["AWS_CONFIG_FILE"] = write("config", "");
    process.env["AWS_SHARED_CREDENTIALS_FILE"] = write("credentials", "");
  });
  afterEach(() => {
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, kept);
  });
  return write;
}
