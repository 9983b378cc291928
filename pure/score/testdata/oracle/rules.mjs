// How the instruments are scored, written a second time: FHIRPath from the catalogue of the
// field (instruments.md: the owners' rules), not from the sidecars in content/instruments.
// What the paths are asked of is an element with the answered items by name: a number, or
// 'NA' for what does not apply. In FHIRPath anything plus nothing is nothing, so that a sum
// lacks a value as soon as one answer is missing.

const q = (id, from, to) => Array.from({ length: to - from + 1 }, (_, n) => `${id}-${from + n}`);
const v = (id) => "`" + id + "`";
const plus = (parts) => parts.join(" + ");

// A sum. The reversed count `turn` minus their number; those in `na` count nothing when
// they do not apply.
const total = (ids, { reverse = [], turn = 0, times = 1, na = [] } = {}) => {
  const one = (id) => (reverse.includes(id) ? `(${turn} - ${v(id)})` : na.includes(id) ? `iif(${v(id)} = 'NA', 0, ${v(id)})` : v(id));
  return `(${plus(ids.map(one))}) * ${times}`;
};
const mean = (ids, o) => `(${total(ids, o)}) / ${ids.length}.0`;

const any = (ids, least) => `(${ids.map((id) => `${v(id)} >= ${least}`).join(" or ")})`;
const howMany = (ids, least) => `(${plus(ids.map((id) => `iif(${v(id)} >= ${least}, 1, 0)`))})`;
const many = (ids, least, how) => `${howMany(ids, least)} >= ${how}`;
const blank = (ids) => `(${ids.map((id) => `${v(id)}.empty()`).join(" or ")})`;
const first = (...cases) => cases.reduceRight((rest, [when, then]) => `iif(${when}, '${then}', ${rest})`);
const needs = (ids, rest) => `iif(${blank(ids)}, 'not-known', ${rest})`;
const risk = (id) => [[`${id} asq`, any([id], 1)], [`${id} ask`, blank([id])]];
const given = (id) => `iif(${v(id)}.exists(), 1, 0)`;

const phq9 = q("phq9", 1, 9), gad7 = q("gad7", 1, 7), core = q("core10", 1, 10), yp = q("ypcore", 1, 10);
const pcl = (a, b) => q("pcl5", a, b), itq = (a, b) => q("itq", a, b);
const phq15 = q("phq15", 1, 15), dass = (...ns) => ns.map((x) => `dass21-${x}`);
const asq = q("asq", 1, 4), hark = q("hark", 1, 4), bipf = q("bipf", 1, 7);
const mios = (...ns) => ns.map((x) => `mios-${x}`), et = (...ns) => ns.map((x) => `etmcq-${x}`);
const clusters = { Re: itq(1, 2), Av: itq(3, 4), Th: itq(5, 6), FI_PTSD: itq(7, 9), AD: itq(10, 11), NSC: itq(12, 13), DR: itq(14, 15), FI_DSO: itq(16, 18) };
const met = (...ks) => ks.map((k) => any(clusters[k], 2)).join(" and ");
const ptsd = met("Re", "Av", "Th", "FI_PTSD"), dso = met("AD", "NSC", "DR", "FI_DSO");
const cs = ["1", "2", "3", "4", "5", "6", "6r"].map((x) => `cssrs-${x}`);
const triage = first(
  [any([cs[3], cs[4], cs[6]], 1), "high"],
  [`${blank([cs[0], cs[1], cs[5]])} or (${any([cs[1]], 1)} and ${blank([cs[2], cs[3], cs[4]])}) or (${any([cs[5]], 1)} and ${blank([cs[6]])})`, "open"],
  [any([cs[2], cs[5]], 1), "moderate"], [any([cs[0], cs[1]], 1), "low"], "'none'");
const screen = first(
  [any(["asq-5"], 1), "acute"], [asq.map((id) => `${v(id)} = 0`).join(" and "), "negative"], [blank(["asq-5"]), "acuity-not-known"], "'non-acute'");
const violence = first([any(hark, 1), "positive"], [blank(hark), "open"], "'negative'");
const cats = ["1", "2", "3", "4", "5", "6", "7", "8", "11", "12", "13", "14", "16", "17", "18", "19", "20"].map((x) => `cats2-${x}`);
const sets = [["9a", "9b", "9c", "9d"], ["10a", "10b"], ["15a", "15b"]].map((s) => s.map((x) => `cats2-${x}`));
const highest = (ids) => `iif(${blank(ids)}, {}, ${ids.map(v).reduce((a, b) => `${a}.combine(${b})`)}.aggregate(iif($total.empty() or $this > $total, $this, $total)))`;
const gate = "pcptsd5-0", pcptsd = q("pcptsd5", 1, 5);
const domains = ["honesty", "faithful", "word", "there", "private", "money", "safe", "repair"];

// score: subscale → FHIRPath. from: subscale → where each band after the first begins.
// cut: subscale → [id, at, "below"?]. algorithm, flags: FHIRPath.
export const rules = {
  phq9: {
    score: { total: total(phq9) }, from: { total: [5, 10, 15, 20] }, cut: { total: [["caseness", 10]] },
    algorithm: { syndrome: needs(phq9, first(
      [`${any(q("phq9", 1, 2), 2)} and ${howMany(q("phq9", 1, 8), 2)} + ${howMany(["phq9-9"], 1)} >= 5`, "major"],
      [`${any(q("phq9", 1, 2), 2)} and ${howMany(q("phq9", 1, 8), 2)} + ${howMany(["phq9-9"], 1)} >= 2`, "other"], "'none'")) },
    flags: risk("phq9-9"),
  },
  gad7: { score: { total: total(gad7) }, from: { total: [5, 10, 15] }, cut: { total: [["caseness", 8], ["screen", 10]] } },
  phq4: {
    score: { gad2: total(q("phq4", 1, 2)), phq2: total(q("phq4", 3, 4)), total: total(q("phq4", 1, 4)) },
    from: { total: [3, 6, 9] }, cut: { gad2: [["anxiety", 3]], phq2: [["depression", 3]] },
  },
  phq15: { score: { total: total(phq15, { na: ["phq15-4"] }) }, from: { total: [5, 10, 15] }, algorithm: { somatoform: needs(phq15, first([many(phq15.filter((id) => id !== "phq15-4"), 2, 3) + " or " + `iif(${v("phq15-4")} = 2, 1, 0) + ${howMany(phq15.filter((id) => id !== "phq15-4"), 2)} >= 3`, "positive"], "'negative'")) } },
  core10: {
    score: { total: `iif(${plus(core.map(given))} >= 9 and ${v("core10-6")}.exists(), 10.0 * (${plus(core.map((id) => `iif(${v(id)}.exists(), ${["core10-2", "core10-3"].includes(id) ? `4 - ${v(id)}` : v(id)}, 0)`))}) / (${plus(core.map(given))}), {})` },
    cut: { total: [["clinical", 11], ["depression", 13]] }, flags: risk("core10-6"),
  },
  ypcore: { score: { total: total(yp, { reverse: ["ypcore-3", "ypcore-5", "ypcore-10"], turn: 4 }) }, flags: risk("ypcore-4") },
  dass21: {
    score: { depression: total(dass(3, 5, 10, 13, 16, 17, 21), { times: 2 }), anxiety: total(dass(2, 4, 7, 9, 15, 19, 20), { times: 2 }), stress: total(dass(1, 6, 8, 11, 12, 14, 18), { times: 2 }) },
    from: { depression: [10, 14, 21, 28], anxiety: [8, 10, 15, 20], stress: [15, 19, 26, 34] },
  },
  pcptsd5: {
    score: { total: `iif(${v(gate)} = 0, iif(${pcptsd.map((id) => `${v(id)}.exists()`).join(" or ")}, {}, 0), iif(${v(gate)} = 1, ${total(pcptsd)}, {}))` },
    cut: { total: [["positive3", 3], ["positive4", 4]] },
  },
  pcl5: {
    score: { B: total(pcl(1, 5)), C: total(pcl(6, 7)), D: total(pcl(8, 14)), E: total(pcl(15, 20)), total: total(pcl(1, 20)) }, cut: { total: [["probable", 33]] },
    algorithm: { provisional: needs(pcl(1, 20), first([[many(pcl(1, 5), 2, 1), many(pcl(6, 7), 2, 1), many(pcl(8, 14), 2, 2), many(pcl(15, 20), 2, 2)].join(" and "), "met"], "'not-met'")) },
    flags: [["pcl5-16 ask", any(["pcl5-16"], 2)]],
  },
  itq: {
    score: {
      ...Object.fromEntries(Object.entries(clusters).map(([k, ids]) => [k, total(ids)])),
      PTSD: total(itq(1, 6)), DSO: total(itq(10, 15)), symptoms: total([...itq(1, 6), ...itq(10, 15)]),
    },
    algorithm: { diagnosis: needs(itq(1, 18), first([`${ptsd} and ${dso}`, "cptsd"], [ptsd, "ptsd"], [dso, "dso"], "'none'")) },
  },
  mios: { score: { shame: total(mios(1, 3, 7, 8, 12, 13, 14)), trust_violation: total(mios(2, 4, 5, 6, 9, 10, 11)), total: total(q("mios", 1, 14)) } },
  bipf: { score: { total: `iif((${plus(bipf.map((id) => `iif(${v(id)}.exists() and ${v(id)} != 'NA', 1, 0)`))}) > 0, 100.0 * (${plus(bipf.map((id) => `iif(${v(id)}.exists() and ${v(id)} != 'NA', ${v(id)}, 0)`))}) / (6 * (${plus(bipf.map((id) => `iif(${v(id)}.exists() and ${v(id)} != 'NA', 1, 0)`))})), {})` } },
  sud: { score: { total: total(["sud-1"]) } },
  voc: { score: { total: total(["voc-1"]) } },
  etmcq: { score: { trust: mean(et(1, 2, 7, 8, 13)), mistrust: mean(et(3, 4, 9, 10, 14)), credulity: mean(et(5, 6, 11, 12, 15)) } },
  kusiv3: { score: { trust: mean(q("kusiv3", 1, 3), { reverse: ["kusiv3-2"], turn: 6 }) } },
  "ipip-trust": { score: { trust: total(q("ipiptrust", 1, 10), { reverse: q("ipiptrust", 7, 10), turn: 6 }) } },
  "catpd-mistrust": { score: { mistrust: mean(q("catpdm", 1, 6), { reverse: ["catpdm-1", "catpdm-2"], turn: 6 }) } },
  "catpd-relinsec": { score: { relinsec: mean(q("catpdr", 1, 7), { reverse: ["catpdr-3", "catpdr-5"], turn: 6 }) } },
  rgpts: {
    score: { reference: total(q("rgpts", 1, 8)), persecution: total(q("rgpts", 9, 18)) },
    from: { reference: [10, 16, 21, 25], persecution: [5, 11, 18, 28] }, cut: { persecution: [["clinical", 11], ["delusion", 18]] },
  },
  "ecr-rs": { score: { avoidance: mean(q("ecrrs", 1, 6), { reverse: q("ecrrs", 1, 4), turn: 8 }), anxiety: mean(q("ecrrs", 7, 9)) } },
  csi16: { score: { total: total(q("csi16", 1, 16)) }, cut: { total: [["dissatisfied", 51.5, "below"]] } },
  csi4: { score: { total: total(q("csi4", 1, 4)) }, cut: { total: [["dissatisfied", 13.5, "below"]] } },
  hark: { score: { total: total(hark) }, cut: { total: [["positive", 1]] }, algorithm: { screen: violence }, flags: [["screen violence", any(hark, 1)]] },
  cats2: {
    score: { total: plus([...cats.map(v), ...sets.map(highest)]) },
    cut: { total: [["screening", 21], ["diagnostic", 25]] },
  },
  cries8: {
    score: { intrusion: total([1, 3, 6, 7].map((x) => `cries8-${x}`)), avoidance: total([2, 4, 5, 8].map((x) => `cries8-${x}`)), total: total(q("cries8", 1, 8)) },
    cut: { total: [["positive", 17]] },
  },
  wsas: { score: { total: total(q("wsas", 1, 5), { na: ["wsas-1"] }) }, cut: { total: [["ten", 10], ["twenty", 21]] } },
  asq: {
    score: {}, algorithm: { screen },
    flags: [["screen acute", `(${screen}) = 'acute' or (${screen}) = 'acuity-not-known'`], ["screen positive", `(${screen}) = 'non-acute'`]],
  },
  cssrs: {
    score: {}, algorithm: { triage },
    flags: [["triage acute", `(${triage}) = 'high' or (${triage}) = 'open'`], ["triage positive", `(${triage}) = 'moderate'`], ["triage ask", `(${triage}) = 'low'`]],
  },
  "session-check": { score: { total: total(q("session-check", 1, 4)) } },
  "group-check": { score: { total: total(q("group-check", 1, 3)) } },
  "partner-trust": { score: Object.fromEntries(domains.map((d, i) => [d, `iif(${v(`partner-trust-${i + 1}`)} = 'NA', {}, ${v(`partner-trust-${i + 1}`)})`])) },
};
