import "server-only";
import { blankContent, RecordContent } from "@/lib/domain/datanets/record-content";

/** What pages, files and indexes show of a row: nothing once it was withdrawn. */
export function shownContent(record: { content: unknown; withdrawnAt: Date | null }): RecordContent {
  const content = RecordContent.parse(record.content);
  return record.withdrawnAt ? blankContent(content.kind) : content;
}
