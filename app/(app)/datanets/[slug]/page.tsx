import { DatanetView } from "@/components/datanets/datanet-view";

type Props = { params: Promise<{ slug: string }> };

export async function generateMetadata({ params }: Props) {
  return { title: (await params).slug };
}

export default async function DatanetPage({ params }: Props) {
  return <DatanetView slug={(await params).slug} />;
}
