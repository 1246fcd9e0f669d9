import assert from "node:assert/strict";
import { ACCOUNT, connected, failureOf } from "../../../support/inMemory/context";
import { bench, OTHER } from "../../../support/inMemory/lifecycle";

/** The operations on a registration that is there already. */
const OPERATIONS = {
  read: ({ read }: ReturnType<typeof bench>) => read(),
  update: ({ update }: ReturnType<typeof bench>) => update({ description: "d" }),
  delete: ({ remove }: ReturnType<typeof bench>) => remove(),
} as const;

for (const [name, run] of Object.entries(OPERATIONS))
  describe(`The account of a registration (${name})`, () => {
    for (const isThere of [true, false])
      it(`must be the recorded one, whether the label is registered (${isThere})`, async () => {
        const at = bench(OTHER);
        if (isThere) at.appflow.put("crm");
        const registrations = [...at.appflow.registrations.values()];
        const { code, message } = await failureOf(run(at));
        assert.equal(code, "account-changed");
        assert.ok(message.includes(ACCOUNT) && message.includes(OTHER), message);
        assert.deepEqual([...at.appflow.registrations.values()], registrations);
      });

    for (const connection of [{ allowedAccountIds: [OTHER] }, { forbiddenAccountIds: [ACCOUNT] }])
      it(`must not be excluded: ${Object.keys(connection).join()}`, async () => {
        const at = bench(ACCOUNT, { connection });
        const registration = at.appflow.put("crm");
        const { code, message } = await failureOf(run(at));
        assert.equal(code, "account-not-allowed");
        for (const part of [ACCOUNT, Object.keys(connection).join()])
          assert.ok(message.includes(part), `${part}: ${message}`);
        assert.deepEqual([...at.appflow.registrations.values()], [registration]);
      });
  });

describe("The account of the credentials (create)", () => {
  const ids = (...accounts: string[]) => JSON.stringify(accounts);

  for (const [what, settings] of [
    ["isn't allowed", { "aws:allowedAccountIds": ids(OTHER) }],
    ["is forbidden", { "aws:forbiddenAccountIds": ids(ACCOUNT) }],
    [
      "isn't allowed, where as many are forbidden",
      { "aws:allowedAccountIds": ids(OTHER), "aws:forbiddenAccountIds": ids("111111111111") },
    ],
  ] as const)
    it(`is refused where it ${what}`, async () => {
      const { appflow, create } = bench(ACCOUNT, connected({ ...settings }));
      assert.equal((await failureOf(create())).code, "account-not-allowed");
      assert.deepEqual(appflow.requests("register"), []);
    });

  for (const [settings, isAsked] of [
    [{}, false],
    [{ "aws:allowedAccountIds": ids(ACCOUNT) }, true],
    [{ "aws:forbiddenAccountIds": ids(OTHER) }, true],
  ] as const)
    it(`is asked for only where a setting names accounts: ${Object.keys(settings).join() || "none"}`, async () => {
      const { appflow, create } = bench(ACCOUNT, connected({ ...settings }));
      await create();
      assert.equal(appflow.methods().includes("account"), isAsked);
    });
});
