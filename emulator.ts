// For the tests, which import the emulator's sources: in its folder, package.json leads to what was built of them.
export * from "./emulator/index";
