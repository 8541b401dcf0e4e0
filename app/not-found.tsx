import { NotFoundView } from "@/components/layout/not-found-view";
import { Shell } from "@/components/layout/shell";

/** An address that no route knows keeps the frame, so that people can go on from there. */
export default function NotFound() {
  return (
    <Shell>
      <NotFoundView />
    </Shell>
  );
}
