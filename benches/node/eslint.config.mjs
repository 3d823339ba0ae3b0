// ESLint is the package's own, so that this needs no second copy: rules are named here, not taken from presets.
export default [
  {
    languageOptions: {
      globals: Object.fromEntries(
        ["AbortSignal", "Buffer", "TextDecoder", "TextEncoder", "URL", "WebAssembly"]
          .concat(["console", "fetch", "performance", "process"])
          .map((name) => [name, "readonly"]),
      ),
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "no-undef": "error",
      "no-unused-vars": "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-await-in-loop": "off",
    },
  },
];
