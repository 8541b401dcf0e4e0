"use client";

import { BrowserOnly } from "@/components/layout/browser-only";
import { RunWizard } from "./run-wizard";

/** The draft lives in this browser, so the wizard mounts there. */
export const NewRun = () => <BrowserOnly>{() => <RunWizard />}</BrowserOnly>;
