import { ModelView } from "@/components/models/model-view";

type Props = { params: Promise<{ slug: string }> };

export async function generateMetadata({ params }: Props) {
  return { title: (await params).slug };
}

export default async function ModelPage({ params }: Props) {
  return <ModelView slug={(await params).slug} />;
}
