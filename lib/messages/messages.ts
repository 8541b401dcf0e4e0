import accounts from "./en/accounts.json";
import common from "./en/common.json";
import compute from "./en/compute.json";
import datanets from "./en/datanets.json";
import errors from "./en/errors.json";
import home from "./en/home.json";
import inference from "./en/inference.json";
import models from "./en/models.json";
import payments from "./en/payments.json";
import training from "./en/training.json";
import ui from "./en/ui.json";
import wallet from "./en/wallet.json";

/** The text catalogue: one file per noun. Its shape types every `t()` call. */
export const messages = {
  accounts,
  common,
  compute,
  datanets,
  errors,
  home,
  inference,
  models,
  payments,
  training,
  ui,
  wallet,
};

export const locale = "en";
export const timeZone = "UTC";

declare module "use-intl" {
  interface AppConfig {
    Locale: "en";
    Messages: typeof messages;
  }
}
