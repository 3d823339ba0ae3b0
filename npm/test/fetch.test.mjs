import { fetchExecutor } from "bursar";

import { testFaults } from "./faults.mjs";

testFaults("fetch", fetchExecutor);
