"use client";

import { BrowserOnly } from "@/components/layout/browser-only";
import { DatanetForm } from "./datanet-form";

export const CreateDatanetForm = () => <BrowserOnly>{() => <DatanetForm />}</BrowserOnly>;
