import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/", "coverage/", "demo/", "fixtures/"] },
  js.configs.recommended,
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: ["./tsconfig.json", "./test/tsconfig.json"], tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: false }],
      // Statements that stand in for a missing value read better as they are.
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true, ignoreVoidOperator: true },
      ],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      // Adapters and drivers are object literals without `this`: their functions may travel alone.
      "@typescript-eslint/unbound-method": "off",
      // Bodies and names of a source hold every character there is, and some of them must be named to be taken out.
      "no-control-regex": "off",
    },
  },
  {
    files: ["bin/*.js", "*.js", "*.cjs", ".dependency-cruiser.cjs"],
    languageOptions: { globals: { console: "readonly", process: "readonly", URL: "readonly", module: "writable" } },
  },
);
