#!/usr/bin/env node
"use strict";
// Not compiled, so that npm finds and links the command in a clone that isn't built yet.
require("./dist/command.js");
