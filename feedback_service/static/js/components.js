import { initAll } from "../vendor/nhsuk.min.js";

initAll();
