// Reads {"instrument", "response"} line by line and writes what the rules say: scores,
// bands (counted from 0), cut-offs, algorithms and flags.
import { createInterface } from "node:readline";
import fhirpath from "fhirpath";
import { rules } from "./rules.mjs";

const ordinal = "http://hl7.org/fhir/StructureDefinition/ordinalValue";
const compiled = new Map();
function ask(path, answers) {
  if (!compiled.has(path)) compiled.set(path, fhirpath.compile(path));
  const [value] = compiled.get(path)(answers, {});
  return value === undefined ? null : value;
}

// The answered items of a QuestionnaireResponse, however deep: the number of the option, or
// 'NA' for one without.
function answers(items, into = {}) {
  for (const { linkId, answer, item } of items ?? []) {
    for (const { valueCoding, valueInteger } of answer ?? []) {
      const number = valueCoding?.extension?.find(({ url }) => url === ordinal)?.valueDecimal;
      into[linkId] = number ?? valueInteger ?? "NA";
    }
    answers(item, into);
  }
  return into;
}

const each = (map, fn) => Object.fromEntries(Object.entries(map ?? {}).map(([k, v]) => [k, fn(v, k)]));

function judge({ instrument, response }) {
  const rule = rules[instrument];
  if (!rule) throw new Error(`no rules for ${instrument}`);
  const given = answers(response.item);
  const score = each(rule.score, (path) => ask(path, given));
  const known = (k) => score[k] !== null;
  const band = each(rule.from, (from, k) => (known(k) ? from.filter((at) => score[k] >= at).length : null));
  const cut = each(rule.cut, (cuts, k) => (known(k) ? cuts.filter(([, at, below]) => (below ? score[k] < at : score[k] >= at)).map(([id]) => id) : []));
  const algorithm = each(rule.algorithm, (path) => ask(path, given));
  const flags = (rule.flags ?? []).filter(([, path]) => ask(path, given)).map(([id]) => id);
  return { score, band, cut, algorithm, flags };
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(judge(JSON.parse(line))) + "\n");
}
