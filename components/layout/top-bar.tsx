import { NotificationBell } from "@/components/accounts/notification-bell";
import { AccountMenu } from "@/components/web3/account-menu";
import { Brand } from "./brand";
import { CreditChip } from "./credit-chip";
import { NetworkChip } from "./network-chip";

export function TopBar() {
  return (
    <header className="sticky top-0 z-sticky flex h-12 items-center gap-2 border-b bg-bg px-4 md:px-6">
      <div className="md:hidden">
        <span className="max-xs:hidden">
          <Brand />
        </span>
        <span className="xs:hidden">
          <Brand narrow />
        </span>
      </div>
      <div className="ml-auto flex items-center gap-2">
        <CreditChip />
        <NetworkChip />
        <NotificationBell />
        <AccountMenu />
      </div>
    </header>
  );
}
