import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { WalletProvider } from "@/components/web3/wallet-provider";
import { getTranslator } from "@/lib/messages/get-translator";
import { BottomBar } from "./bottom-bar";
import { RouteFocus } from "./route-focus";
import { NAV_COOKIE } from "./shell-cookies";
import { SideNav } from "./side-nav";
import { TopBar } from "./top-bar";

/** Frame of every page: skip link, navigation, top bar, main. */
export async function Shell({ children }: { children: ReactNode }) {
  const t = getTranslator("common");
  const narrow = (await cookies()).get(NAV_COOKIE)?.value === "narrow";
  return (
    <WalletProvider>
      <a
        href="#main"
        className="fixed top-2 left-2 z-popover -translate-y-16 rounded-md bg-primary px-3 py-2 text-on-primary focus:translate-y-0"
      >
        {t("skipToContent")}
      </a>
      <div className="flex min-h-dvh">
        <SideNav initiallyNarrow={narrow} />
        <div className="flex min-w-0 flex-1 flex-col">
          <TopBar />
          <main id="main" tabIndex={-1} className="flex-1 px-4 py-6 md:px-6">
            <div className="mx-auto max-w-page">{children}</div>
          </main>
          <BottomBar />
        </div>
      </div>
      <RouteFocus />
    </WalletProvider>
  );
}
