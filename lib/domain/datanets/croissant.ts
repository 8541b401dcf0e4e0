import type { DatanetKind } from "@/lib/schemas/datanets";
import type { LineFormat } from "./export-rows";

/**
 * Croissant 1.1 (https://docs.mlcommons.org/croissant/): the machine-readable card of one version, from which a
 * loader fetches and checks the JSON Lines file and reads its rows.
 */
export type CroissantInput = {
  name: string;
  summary: string;
  kind: DatanetKind;
  spdxId: string;
  owner: string;
  version: number;
  sealedAt: string;
  snapshotRoot: string;
  pageUrl: string;
  file: { format: LineFormat; url: string; sha256: string; bytes: number };
};

/**
 * The file that the card describes. Readers of the format take JSON Lines by column but know no lists in them, so a
 * conversation travels as the JSON text of a CSV cell.
 */
export function croissantFormat(kind: DatanetKind): LineFormat {
  return kind === "chat" ? "csv" : "jsonl";
}

/** The vocabulary as the format publishes it; readers warn at any other. */
const CONTEXT = {
  "@language": "en",
  "@vocab": "https://schema.org/",
  arrayShape: "cr:arrayShape",
  citeAs: "cr:citeAs",
  column: "cr:column",
  conformsTo: "dct:conformsTo",
  containedIn: "cr:containedIn",
  cr: "http://mlcommons.org/croissant/",
  rai: "http://mlcommons.org/croissant/RAI/",
  data: { "@id": "cr:data", "@type": "@json" },
  dataType: { "@id": "cr:dataType", "@type": "@vocab" },
  dct: "http://purl.org/dc/terms/",
  equivalentProperty: "cr:equivalentProperty",
  examples: { "@id": "cr:examples", "@type": "@json" },
  extract: "cr:extract",
  field: "cr:field",
  fileProperty: "cr:fileProperty",
  fileObject: "cr:fileObject",
  fileSet: "cr:fileSet",
  format: "cr:format",
  includes: "cr:includes",
  isArray: "cr:isArray",
  isLiveDataset: "cr:isLiveDataset",
  jsonPath: "cr:jsonPath",
  key: "cr:key",
  md5: "cr:md5",
  parentField: "cr:parentField",
  path: "cr:path",
  recordSet: "cr:recordSet",
  references: "cr:references",
  regex: "cr:regex",
  repeated: "cr:repeated",
  replace: "cr:replace",
  samplingRate: "cr:samplingRate",
  sc: "https://schema.org/",
  separator: "cr:separator",
  source: "cr:source",
  subField: "cr:subField",
  transform: "cr:transform",
} as const;

type FieldSpec = { name: string; says: string; dataType: "sc:Text" | "sc:Integer" | "sc:Boolean" };

const FIELDS: Record<DatanetKind, FieldSpec[]> = {
  pair: [
    { name: "prompt", says: "What the person asks.", dataType: "sc:Text" },
    { name: "completion", says: "What the model shall answer.", dataType: "sc:Text" },
    { name: "system", says: "Instruction in front of the conversation; may be empty.", dataType: "sc:Text" },
  ],
  chat: [
    {
      name: "messages",
      says: "JSON list of the conversation's turns: role and content.",
      dataType: "sc:Text",
    },
  ],
  preference: [
    { name: "prompt", says: "What the person asks.", dataType: "sc:Text" },
    { name: "chosen", says: "The better answer.", dataType: "sc:Text" },
    { name: "rejected", says: "The worse answer.", dataType: "sc:Text" },
    { name: "system", says: "Instruction in front of the conversation; may be empty.", dataType: "sc:Text" },
  ],
  text: [{ name: "text", says: "A passage of plain text.", dataType: "sc:Text" }],
};
const PROOF_FIELDS: FieldSpec[] = [
  { name: "position", says: "Place of the row in this version.", dataType: "sc:Integer" },
  {
    name: "commitment",
    says: "Salted commitment of the row; it lies under the version's root on chain.",
    dataType: "sc:Text",
  },
  { name: "contributorId", says: "Chain's name of the person who brought the row.", dataType: "sc:Text" },
  { name: "leader", says: "Whether the row is the first of its duplicate cluster.", dataType: "sc:Boolean" },
];

const MEDIA_TYPES: Record<LineFormat, string> = { jsonl: "application/jsonlines", csv: "text/csv" };

function field(spec: FieldSpec): object {
  return {
    "@type": "cr:Field",
    "@id": `records/${spec.name}`,
    name: spec.name,
    description: spec.says,
    dataType: spec.dataType,
    source: { fileObject: { "@id": "rows" }, extract: { column: spec.name } },
  };
}

export function croissantOf(input: CroissantInput): object {
  return {
    "@context": CONTEXT,
    "@type": "sc:Dataset",
    conformsTo: "http://mlcommons.org/croissant/1.1",
    name: input.name,
    description: input.summary,
    url: input.pageUrl,
    license: `https://spdx.org/licenses/${input.spdxId}.html`,
    creator: { "@type": "sc:Person", name: input.owner },
    version: `${input.version}.0.0`,
    datePublished: input.sealedAt,
    citeAs: `${input.name}, version ${input.version}, snapshot ${input.snapshotRoot}`,
    distribution: [
      {
        "@type": "cr:FileObject",
        "@id": "rows",
        name: `records.${input.file.format}`,
        description: "All rows of this version.",
        contentUrl: input.file.url,
        contentSize: `${input.file.bytes} B`,
        encodingFormat: MEDIA_TYPES[input.file.format],
        sha256: input.file.sha256,
      },
    ],
    recordSet: [
      {
        "@type": "cr:RecordSet",
        "@id": "records",
        name: "records",
        description: "Accepted rows in first-come order.",
        key: { "@id": "records/position" },
        field: [...PROOF_FIELDS, ...FIELDS[input.kind]].map(field),
      },
    ],
  };
}
