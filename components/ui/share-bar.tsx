/** A zero-based bar beside a number that is already written; decoration for the eye, silent for readers. */
export const ShareBar = ({ permille }: { permille: number }) => (
  <div aria-hidden className="h-2 w-full min-w-24 rounded-sm bg-sunken">
    <div className="h-full rounded-sm bg-data-3" style={{ width: `${Math.min(1000, permille) / 10}%` }} />
  </div>
);
