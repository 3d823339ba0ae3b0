const bursar = require("bursar");
const testing = require("bursar/testing");

import("./proof.mjs").then(({ prove }) => prove(bursar, testing, process.argv[2]));
