import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  {
    ignores: [
      "**/dist/",
      "reports/",
      ".stryker-tmp/",
      "**/node_modules/",
      "**/*.cjs",
      "**/*.mjs",
      "emulator/functions/runtimes/",
      "examples/**/connector/",
    ],
  },
  eslint.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "max-lines": ["error", { max: 250 }],
      "max-lines-per-function": ["error", { max: 35, skipBlankLines: true, skipComments: true }],
      complexity: ["error", 12],
      "@typescript-eslint/consistent-type-imports": [
        "error",
        { fixStyle: "inline-type-imports", disallowTypeAnnotations: false },
      ],
      "@typescript-eslint/no-import-type-side-effects": "error",
    },
  },
  // A table is as long as it has rows.
  {
    files: ["provider/diagnostics/catalog.ts", "tests/support/faultMatrix/faults.ts"],
    rules: { "max-lines": "off" },
  },
  // Under Yarn Plug'n'Play, a CommonJS package can't import() without the ESM loader.
  {
    files: ["provider/**/*.ts", "sdk/**/*.ts"],
    rules: {
      "no-restricted-syntax": ["error", { selector: "ImportExpression", message: "Load packages by require." }],
    },
  },
  // A describe block is a list of tests, not a function to read top to bottom.
  { files: ["tests/**/*.ts"], rules: { "max-lines-per-function": "off" } },
);
