import type { HostileClass } from "./hostile-file";
import { archives, parquetFiles, pdfs, polyglots } from "./packed-classes";
import { content, csvFiles, encodings, json, names, texts } from "./text-classes";

/** Every class of planted files. */
export const FILE_CLASSES: HostileClass[] = [
  encodings,
  json,
  csvFiles,
  parquetFiles,
  pdfs,
  archives,
  texts,
  polyglots,
  names,
  content,
];
