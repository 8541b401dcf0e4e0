import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";

/** Skeleton of a heading and a list, the shape that nearly every page has. */
export const PageLoading = () => (
  <>
    <Skeleton className="mb-6 h-8 w-56" />
    <SkeletonRows rows={6} />
  </>
);
