"""Drives the embedded AppFlow with boto3 and the AWS CLI, unchanged. From the repository's root, once it is built:

    python3 -m venv /tmp/boto3 && /tmp/boto3/bin/pip install boto3 awscli
    /tmp/boto3/bin/python tests/contract/emulator/boto3_check.py

Prints a line a check, and ends with code 1 when one fails. It isn't part of `npm test`, which needs no Python.
"""

import json
import os
import pathlib
import subprocess
import sys

import boto3

ROOT = pathlib.Path(__file__).resolve().parents[3]
FIXTURES = ROOT / "tests" / "support" / "emulator" / "fixtures"
ARN = "arn:aws:lambda:eu-west-1:123456789012:function:"
CRM = dict(
    connectorLabel="crm",
    connectorProvisioningType="LAMBDA",
    connectorProvisioningConfig={"lambda": {"lambdaArn": f"{ARN}node"}},
)
PROFILE = dict(
    connectorProfileName="p1",
    connectorType="CustomConnector",
    connectorLabel="crm",
    connectionMode="Public",
    connectorProfileConfig={
        "connectorProfileProperties": {"CustomConnector": {"profileProperties": {"url": "https://example.com"}}}
    },
)
failed = []


def check(what, actual, expected):
    print(f"{'ok  ' if actual == expected else 'FAIL'} {what}")
    if actual != expected:
        failed.append(what)
        print(f"     {actual!r} instead of {expected!r}")


def start():
    functions = [f"--function={ARN}{name}={FIXTURES / name}" for name in ("node", "python")]
    command = ["node", ROOT / "emulator" / "bin.cjs", "--port", "0", *functions]
    emulator = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    for line in iter(emulator.stdout.readline, ""):
        if line.startswith("export "):
            name, _, value = line.removeprefix("export ").strip().partition("=")
            os.environ[name] = value
        if line.startswith("In PowerShell"):
            return emulator


def error_of(call, **arguments):
    try:
        call(**arguments)
    except boto3.exceptions.botocore.exceptions.ClientError as error:
        return error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]


def check_boto3():
    appflow, function = boto3.client("appflow"), boto3.client("lambda")
    crm = dict(connectorType="CustomConnector", connectorLabel="crm")
    describe = lambda: appflow.describe_connector(**crm)["connectorConfiguration"]
    check("identity", boto3.client("sts").get_caller_identity()["Account"], "123456789012")
    appflow.register_connector(**CRM, description="one")
    check("label is taken", error_of(appflow.register_connector, **CRM), ("ConflictException", 409))
    bad = {**CRM, "connectorLabel": "c rm"}
    check("label is bad", error_of(appflow.register_connector, **bad), ("ValidationException", 400))
    check("described", (describe()["connectorName"], describe()["connectorDescription"]), ("Weather", "one"))
    check("registered at a time", describe()["registeredAt"].year >= 2024, True)
    python = {"lambda": {"lambdaArn": f"{ARN}python"}}
    appflow.update_connector_registration(connectorLabel="crm", connectorProvisioningConfig=python)
    check("updated", describe()["connectorName"], "Python weather")
    first = appflow.list_connectors()
    check("listed on pages", "nextToken" in first, True)
    check("next page", len(appflow.list_connectors(nextToken=first["nextToken"])["connectors"]) > 0, True)
    appflow.create_connector_profile(**PROFILE)
    profiles = appflow.describe_connector_profiles(connectorLabel="crm")["connectorProfileDetails"]
    check("profiles", [it["connectorProfileName"] for it in profiles], ["p1"])
    used = error_of(appflow.unregister_connector, connectorLabel="crm")
    check("in use", used, ("ConflictException", 409))
    appflow.unregister_connector(connectorLabel="crm", forceDelete=True)
    check("gone", error_of(appflow.describe_connector, **crm), ("ResourceNotFoundException", 404))
    check("function", function.get_function(FunctionName="node")["Configuration"]["State"], "Active")
    check("policy", "appflow.amazonaws.com" in function.get_policy(FunctionName="node")["Policy"], True)
    check("invoked", json.load(function.invoke(FunctionName="node", Payload=b"{}")["Payload"])["isSuccess"], True)


def aws(*arguments):
    command = [pathlib.Path(sys.executable).with_name("aws"), *arguments, "--output", "json"]
    done = subprocess.run(command, capture_output=True, text=True)
    return json.loads(done.stdout or "{}") if done.returncode == 0 else done.stderr


def check_cli():
    register = ["appflow", "register-connector", "--connector-label", "cli", "--connector-provisioning-type", "LAMBDA"]
    register += ["--connector-provisioning-config", f"lambda={{lambdaArn={ARN}node}}"]
    check("aws registers", aws(*register), {"connectorArn": "arn:aws:appflow:eu-west-1:123456789012:connector/cli"})
    check("aws says that it is taken", "(ConflictException)" in aws(*register), True)
    listed = aws("appflow", "list-connectors", "--max-results", "100")["connectors"]
    check("aws lists", "cli" in [it.get("connectorLabel") for it in listed], True)
    check("aws unregisters", aws("appflow", "unregister-connector", "--connector-label", "cli"), {})


emulator = start()
try:
    check_boto3()
    check_cli()
finally:
    emulator.terminate()
    emulator.wait()
sys.exit(1 if failed else 0)
