import { cn } from "@/components/ui/cn";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";

type AnswerTableProps = {
  label: string;
  names: { prompt: string; expected: string; base: string; tuned: string; measure?: string };
  rows: { prompt: string; expected: string; base: string; tuned: string; measure?: string }[];
};

const ANSWERS = ["expected", "base", "tuned"] as const;
const text = "break-words whitespace-pre-wrap";

/** Base beside tuned: a table where four texts fit side by side, one card per prompt where they do not. */
export function AnswerTable({ label, names, rows }: AnswerTableProps) {
  return (
    <>
      <div className="max-md:hidden">
        <Table label={label}>
          <thead>
            <tr>
              <HeadCell className="w-1/4">{names.prompt}</HeadCell>
              {ANSWERS.map((answer) => (
                <HeadCell key={answer} className="w-1/4">
                  {names[answer]}
                </HeadCell>
              ))}
              {names.measure ? <HeadCell align="right">{names.measure}</HeadCell> : null}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.prompt}>
                <Cell className={text}>{row.prompt}</Cell>
                {ANSWERS.map((answer) => (
                  <Cell key={answer} className={cn(text, answer === "base" && "text-muted")}>
                    {row[answer]}
                  </Cell>
                ))}
                {names.measure ? (
                  <Cell align="right" nowrap>
                    {row.measure}
                  </Cell>
                ) : null}
              </Row>
            ))}
          </tbody>
        </Table>
      </div>
      <ul aria-label={label} className="divide-y rounded-md border bg-surface md:hidden">
        {rows.map((row) => (
          <li key={row.prompt} className="flex flex-col gap-2 p-3">
            <p className={cn(text, "font-semibold")}>{row.prompt}</p>
            <dl className="flex flex-col gap-2">
              {ANSWERS.map((answer) => (
                <div key={answer}>
                  <dt className="text-xs text-muted">{names[answer]}</dt>
                  <dd className={cn(text, answer === "base" && "text-muted")}>{row[answer]}</dd>
                </div>
              ))}
            </dl>
            {names.measure ? (
              <p className="text-sm text-muted">
                {names.measure} {row.measure}
              </p>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  );
}
