// Writes the front-end files that pages load into feedback_service/static/vendor:
// nhsuk-frontend's styles (also mirrored for right-to-left pages), scripts, icons and fonts.
// Run as `node frontend/build.mjs` after `npm ci`. Safe to run again: it writes the same files.

import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const packages = join(root, "node_modules");
const vendor = join(root, "feedback_service", "static", "vendor");
const nhsuk = join(packages, "nhsuk-frontend", "dist", "nhsuk");

const needed = [
  "@fontsource/noto-sans",
  "@fontsource/noto-sans-arabic",
  "@fontsource/noto-sans-gurmukhi",
  "nhsuk-frontend",
  "rtlcss",
  "sass",
  "socket.io-client",
];

// Each font package is split by script; these are the parts that pages may need.
const fontSubsets = {
  "noto-sans": ["latin-ext", "latin"],
  "noto-sans-arabic": ["arabic"],
  "noto-sans-gurmukhi": ["gurmukhi"],
};
const fontWeights = [400, 700];

// rtlcss mirrors rotations but not the clip-path that cuts nhsuk-frontend's chevrons and triangles
// out of a box, so that a "back" arrow would point down.
const mirrorPolygons = {
  name: "mirror-polygons",
  priority: 50,
  directives: { control: {}, value: [] },
  processors: [
    {
      name: "clip-path",
      expr: /^(-webkit-)?clip-path$/,
      action: (prop, value) => ({ prop, value: mirrorPolygon(value) }),
    },
  ],
};

function mirrorPolygon(value) {
  const points = value.match(/^polygon\((.*)\)$/)?.[1].split(",");
  if (!points) {
    return value;
  }
  const mirrored = points.map((point) => {
    const [, x, y] = point.match(/^\s*([\d.]+%|0)\s+([\d.]+%|0)\s*$/) ?? [];
    if (x === undefined) {
      throw new Error(`cannot mirror ${value}: only percentages were expected`);
    }
    return `${100 - parseFloat(x)}% ${y}`;
  });
  return `polygon(${mirrored.join(",")})`;
}

/** Stop with status 2 and one line that names what is missing. */
function requirePackages() {
  const missing = needed.filter((name) => !existsSync(join(packages, name)));
  if (missing.length > 0) {
    console.error(`frontend/build.mjs: run "npm ci" first; node_modules lacks ${missing.join(", ")}`);
    process.exit(2);
  }
}

function write(name, content) {
  const target = join(vendor, name);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content);
  const size = Buffer.byteLength(content);
  console.log(`${name} ${size} bytes, ${gzipSync(content, { level: 9 }).length} gzipped`);
}

/** Compile the styles once and mirror them for right-to-left pages. */
async function buildStyles() {
  const sass = await import("sass");
  const { default: rtlcss } = await import("rtlcss");
  const { css } = sass.compile(join(root, "frontend", "nhsuk.scss"), {
    style: "compressed",
    loadPaths: [packages],
  });
  if (/frutiger|assets\.nhs\.uk/i.test(css)) {
    throw new Error("the compiled styles would load the Frutiger font");
  }
  write("nhsuk.css", css);
  write("nhsuk-rtl.css", rtlcss.process(css, {}, [mirrorPolygons]));
  copyImages(css);
}

/** Copy the images that the styles name, and no others: the rest carry the NHS logo. */
function copyImages(css) {
  const names = new Set([...css.matchAll(/url\("?images\/([^")]+)"?\)/g)].map((match) => match[1]));
  for (const name of names) {
    cpSync(join(nhsuk, "assets", "images", name), join(vendor, "images", name));
  }
}

/** Copy a script without the comment that sends browsers looking for its source map. */
function copyScript(source, name) {
  write(name, readFileSync(source, "utf8").replace(/\/\/# sourceMappingURL=\S+\s*$/, "\n"));
}

/** Copy the fonts and take their @font-face rules, unicode-range and all, from the packages. */
function buildFonts() {
  const rules = [];
  for (const [family, subsets] of Object.entries(fontSubsets)) {
    const source = join(packages, "@fontsource", family);
    for (const weight of fontWeights) {
      const css = readFileSync(join(source, `${weight}.css`), "utf8");
      rules.push(...subsets.map((subset) => fontFace(css, `${family}-${subset}-${weight}-normal`)));
      for (const subset of subsets) {
        const file = `${family}-${subset}-${weight}-normal.woff2`;
        cpSync(join(source, "files", file), join(vendor, "fonts", file));
      }
    }
    cpSync(join(source, "LICENSE"), join(vendor, "fonts", `LICENSE-${family}.txt`));
  }
  write("fonts/fonts.css", rules.join("\n"));
}

/** One @font-face rule of a package's stylesheet, pointing at the copied woff2 file alone. */
function fontFace(css, name) {
  const rule = css.split("@font-face").find((part) => part.includes(`files/${name}.woff2`));
  const unicodeRange = rule?.match(/unicode-range:[^;]+;/)?.[0];
  if (!unicodeRange) {
    throw new Error(`the font package has no unicode-range for ${name}`);
  }
  const family = rule.match(/font-family:[^;]+;/)[0];
  const weight = rule.match(/font-weight:[^;]+;/)[0];
  return (
    `@font-face{${family}font-style:normal;${weight}font-display:swap;` +
    `src:url(${name}.woff2) format("woff2");${unicodeRange}}\n`
  );
}

requirePackages();
await buildStyles();
copyScript(join(nhsuk, "nhsuk-frontend.min.js"), "nhsuk.min.js");
copyScript(join(packages, "socket.io-client", "dist", "socket.io.min.js"), "socket.io.min.js");
buildFonts();
