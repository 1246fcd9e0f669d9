"""Drives the embedded AppFlow with boto3 and the AWS CLI, unchanged.

How to run it, from the repository's root:

    python3 -m venv /tmp/boto3 && /tmp/boto3/bin/pip install boto3 awscli
    /tmp/boto3/bin/python tests/emulator/boto3_check.py

It starts the emulator itself (Node, ts-node), prints a line a check, and ends with code 1 when one fails.
It isn't part of `npm test`, which needs no Python.
"""

import json
import os
import pathlib
import subprocess
import sys

import boto3
from botocore.exceptions import ClientError

ROOT = pathlib.Path(__file__).resolve().parents[2]
ARN = "arn:aws:lambda:eu-west-1:123456789012:function:weather"
PYTHON_ARN = "arn:aws:lambda:eu-west-1:123456789012:function:python"
CONFIG = {"lambda": {"lambdaArn": ARN}}


def start():
    fixtures = ROOT / "tests" / "emulator" / "fixtures"
    command = ["node", "-r", "ts-node/register", "cli/appflowEmulator.ts", "--port", "0"]
    command += ["--function", f"{ARN}={fixtures / 'node'}#index.handler"]
    command += ["--function", f"{PYTHON_ARN}={fixtures / 'python'}"]
    emulator = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    exported = {}
    for line in emulator.stdout:
        if line.startswith("export "):
            name, _, value = line.removeprefix("export ").strip().partition("=")
            exported[name] = value
        if line.startswith("In PowerShell"):
            break
    return emulator, exported


def check(what, holds):
    print(f"{'ok  ' if holds else 'FAIL'} {what}")
    check.failed = check.failed or not holds


check.failed = False


def code_of(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]
    return None, 200


def with_boto3():
    appflow = boto3.client("appflow")
    register = dict(connectorLabel="crm", connectorProvisioningType="LAMBDA", connectorProvisioningConfig=CONFIG)
    account = boto3.client("sts").get_caller_identity()["Account"]
    check("sts.get_caller_identity", account == "123456789012")
    arn = appflow.register_connector(**register, description="one")["connectorArn"]
    check("register_connector", arn == "arn:aws:appflow:eu-west-1:123456789012:connector/crm")
    check("register_connector, taken", code_of(appflow.register_connector, **register) == ("ConflictException", 409))
    bad = {**register, "connectorLabel": "c rm"}
    check("register_connector, bad label", code_of(appflow.register_connector, **bad) == ("ValidationException", 400))
    described = appflow.describe_connector(connectorType="CustomConnector", connectorLabel="crm")
    shown = described["connectorConfiguration"]
    check("describe_connector", shown["connectorName"] == "Weather" and shown["connectorDescription"] == "one")
    check("describe_connector, times", shown["registeredAt"].year >= 2024)
    appflow.update_connector_registration(
        connectorLabel="crm", description="two", connectorProvisioningConfig={"lambda": {"lambdaArn": PYTHON_ARN}}
    )
    shown = appflow.describe_connector(connectorType="CustomConnector", connectorLabel="crm")["connectorConfiguration"]
    check("update_connector_registration", shown["connectorName"] == "Python weather" and shown["connectorDescription"] == "two")
    token, labels, pages = None, [], 0
    while pages == 0 or token:
        page = appflow.list_connectors(**({"nextToken": token} if token else {}))
        labels += [it.get("connectorLabel") for it in page["connectors"] if it["connectorType"] == "CustomConnector"]
        token, pages = page.get("nextToken"), pages + 1
    check(f"list_connectors, {pages} pages", labels == ["crm"] and pages > 1)
    profiles(appflow)
    appflow.unregister_connector(connectorLabel="crm", forceDelete=True)
    gone = code_of(appflow.describe_connector, connectorType="CustomConnector", connectorLabel="crm")
    check("unregister_connector", gone == ("ResourceNotFoundException", 404))
    appflow.delete_connector_profile(connectorProfileName="p1")


def profiles(appflow):
    config = {
        "connectorProfileProperties": {"CustomConnector": {"profileProperties": {"url": "https://example.com"}}},
        "connectorProfileCredentials": {
            "CustomConnector": {"authenticationType": "BASIC", "basic": {"username": "u", "password": "p"}}
        },
    }
    common = dict(connectorType="CustomConnector", connectionMode="Public", connectorProfileConfig=config)
    create = appflow.create_connector_profile
    arn = create(connectorProfileName="p1", connectorLabel="crm", **common)["connectorProfileArn"]
    check("create_connector_profile", arn.endswith(":connectorprofile/p1"))
    unknown = code_of(create, connectorProfileName="p2", connectorLabel="nope", **common)
    check("create_connector_profile, unknown label", unknown == ("ValidationException", 400))
    found = appflow.describe_connector_profiles(connectorLabel="crm")["connectorProfileDetails"]
    check("describe_connector_profiles", [it["connectorProfileName"] for it in found] == ["p1"])
    used = code_of(appflow.unregister_connector, connectorLabel="crm")
    check("unregister_connector, in use", used == ("ConflictException", 409))


def with_lambda():
    function = boto3.client("lambda")
    check("lambda.get_function", function.get_function(FunctionName=ARN)["Configuration"]["State"] == "Active")
    check("lambda.get_policy", "appflow.amazonaws.com" in function.get_policy(FunctionName="weather")["Policy"])
    payload = json.load(function.invoke(FunctionName=ARN, Payload=b"{}")["Payload"])
    check("lambda.invoke", payload["isSuccess"] is True)


def aws(*arguments):
    command = pathlib.Path(sys.executable).with_name("aws")
    done = subprocess.run([command, *arguments, "--output", "json"], capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def with_cli():
    config = f"lambda={{lambdaArn={ARN}}}"
    register = ["appflow", "register-connector", "--connector-label", "cli", "--connector-provisioning-type", "LAMBDA"]
    register += ["--connector-provisioning-config", config]
    check("aws appflow register-connector", aws(*register)[0] == 0)
    code, _, words = aws(*register)
    check("aws appflow register-connector, taken", code != 0 and "(ConflictException)" in words)
    _, out, _ = aws("appflow", "list-connectors", "--max-results", "100")
    check("aws appflow list-connectors", "cli" in [it.get("connectorLabel") for it in json.loads(out)["connectors"]])
    describe = ["appflow", "describe-connector", "--connector-type", "CustomConnector", "--connector-label", "cli"]
    check("aws appflow describe-connector", json.loads(aws(*describe)[1])["connectorConfiguration"]["connectorName"] == "Weather")
    update = ["appflow", "update-connector-registration", "--connector-label", "cli", "--description", "two"]
    check("aws appflow update-connector-registration", aws(*update)[0] == 0)
    check("aws appflow unregister-connector", aws("appflow", "unregister-connector", "--connector-label", "cli")[0] == 0)
    check("aws sts get-caller-identity", "123456789012" in aws("sts", "get-caller-identity")[1])


def main():
    emulator, exported = start()
    os.environ.update(exported)
    try:
        with_boto3()
        with_lambda()
        with_cli()
    finally:
        emulator.terminate()
        emulator.wait()
    sys.exit(1 if check.failed else 0)


main()
