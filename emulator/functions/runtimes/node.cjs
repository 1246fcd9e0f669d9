// Runs one Node function once: node.cjs <folder> <file.export> <milliseconds it may take>. The event comes on standard
// input, the answer goes, as one line of JSON, to file descriptor 3. Standard output and error belong to the function.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");

const ANSWER = 3;
const EXTENSIONS = [".mjs", ".cjs", ".js"];
const [, , folder, handler, limit] = process.argv;

// The emulator kills a function that takes too long. This is for the case that the emulator itself was killed.
setTimeout(() => process.exit(1), Number(limit) + 1000).unref();

function answer(value) {
  // A value that JSON cannot hold throws here, and counts as an error of the function.
  const text = Buffer.from(`${JSON.stringify(value)}\n`);
  for (let sent = 0; sent < text.length;) {
    try {
      sent += fs.writeSync(ANSWER, text, sent);
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
  process.exit(0);
}

function fail(error) {
  answer({ error: String((error && error.stack) || error).slice(0, 4096) });
}

async function load() {
  const dot = handler.lastIndexOf(".");
  const base = path.resolve(folder, handler.slice(0, dot));
  const file = EXTENSIONS.map((extension) => base + extension).find((name) => fs.existsSync(name));
  if (!file) throw new Error(`cannot find the handler's file: ${base}.{mjs,cjs,js}`);
  const loaded = await import(pathToFileURL(file).href);
  const name = handler.slice(dot + 1);
  const found = loaded[name] ?? loaded.default?.[name];
  if (typeof found !== "function") throw new Error(`${file} exports no function "${name}"`);
  return found;
}

function context(done) {
  return {
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: "$LATEST",
    invokedFunctionArn: process.env.FUNCTION_ARN,
    memoryLimitInMB: "512",
    awsRequestId: require("node:crypto").randomUUID(),
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, Number(limit) - performance.now()),
    done: (error, result) => done(error, result),
    succeed: (result) => done(null, result),
    fail: (error) => done(error ?? new Error("failed")),
  };
}

async function main() {
  const event = JSON.parse(fs.readFileSync(0, "utf8"));
  const run = await load();
  const done = (error, result) => (error ? fail(error) : answer({ result: result ?? null }));
  const returned = run(event, context(done), done);
  // A handler that takes a callback and returns no promise answers through the callback.
  if (typeof returned?.then === "function") done(null, await returned);
  else if (run.length < 3) done(null, returned);
}

main().catch(fail);
