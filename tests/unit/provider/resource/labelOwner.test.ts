import assert from "node:assert/strict";
import { toLabelOwner } from "../../../../provider/resource/labelOwner";
import { UNKNOWN } from "../../../../provider/resource/unknown";
import { arnOf, inMemoryAppFlow } from "../../../support/inMemory/context";
import { desiring } from "../../../support/inMemory/preview";

describe("What may be printed of a label's owner", () => {
  const observed = inMemoryAppFlow().put("crm", { description: "theirs" });
  const ownerFor = (lambdaArn: string, description?: string) =>
    toLabelOwner(observed, desiring(lambdaArn, description));

  it("is its ARN, its function, and when and by whom it was registered", () => {
    const { connectorArn, registeredAt, registeredBy } = observed;
    const rest = { connectorArn, lambdaArn: arnOf("crm"), registeredAt, registeredBy };
    assert.deepEqual(ownerFor(arnOf("crm"), "ours"), rest);
    const connectorProvisioningConfig = { lambda: { lambdaArn: "" } };
    assert.equal("lambdaArn" in toLabelOwner({ ...observed, connectorProvisioningConfig }, desiring("")), false);
  });

  it("is the description only where that can't be one of the program's own, now or before", () => {
    assert.equal(ownerFor(arnOf("other"), "ours").description, "theirs");
    assert.equal(ownerFor(arnOf("other")).description, "theirs");
    for (const [lambdaArn, description] of [
      [arnOf("crm"), "ours"],
      [arnOf("other"), "theirs"],
      [UNKNOWN, "ours"],
      [arnOf("other"), UNKNOWN],
    ] as const)
      assert.equal("description" in ownerFor(lambdaArn, description), false, `${lambdaArn} ${description}`);
  });
});
