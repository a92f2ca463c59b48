import type { ApiVersion } from '../endpoints.ts';
import { badResponse } from '../errors.ts';
import type { Send } from '../wire/call.ts';
import { checkOwner, httpUrl, record } from './decode.ts';

export interface ConnectWidgetInput {
  /** Opens the widget on this member, which has priority over the institution. */
  readonly memberGuid?: string | undefined;
  readonly institutionCode?: string | undefined;
  /** MX product names, lower case; defaults to rewards. Only v20250224 can express them. */
  readonly products?: readonly string[] | undefined;
  readonly clientRedirectUrl?: string | undefined;
  /** `light`, `dark` or `browser`. */
  readonly colorScheme?: string | undefined;
  readonly isMobileWebview?: boolean | undefined;
  readonly uiMessageWebviewUrlScheme?: string | undefined;
  readonly oauthReferralSource?: 'APP' | 'BROWSER' | undefined;
  readonly enableApp2App?: boolean | undefined;
  readonly updateCredentials?: boolean | undefined;
  readonly disableInstitutionSearch?: boolean | undefined;
  /** A locale such as fr-CA. Only v20250224 can express this field and the next two. */
  readonly locale?: string | undefined;
  /** ISO 3166. */
  readonly country?: string | undefined;
  readonly useCases?: readonly string[] | undefined;
}

export interface WidgetCalls {
  /**
   * The URL of MX's Connect Widget, valid once, for ten minutes. Anyone who has the URL can act as
   * the user.
   */
  readonly connect: (userGuid: string, input: ConnectWidgetInput) => Promise<string>;
}

/** The version of the messages that the widget posts to its window; 4 is what MX documents. */
const UI_MESSAGE_VERSION = 4;

export function createWidgetCalls(send: Send, apiVersion: ApiVersion): WidgetCalls {
  return {
    connect: (userGuid, input) => {
      const params = { user_guid: userGuid };
      const options = toOptions(input);
      if (apiVersion === 'v20111101') {
        const body = { config: { ...options, mode: 'reward' } };
        return send('requestConnectWidgetURL', { params, body }, (answer, drift) => {
          const row = record(answer, 'user');
          checkOwner(row, userGuid, 'guid');
          return orRefuse(httpUrl(row, 'connect_widget_url', drift));
        });
      }
      const { products = ['rewards'] } = input;
      const widget = {
        widget_type: 'connect_widget',
        ...options,
        iso_country_code: input.country === undefined ? undefined : [input.country],
        locale: input.locale,
        use_cases: input.useCases,
        data_request: { products },
      };
      return send('requestWidgetURL', { params, body: { widget_url: widget } }, (answer, drift) =>
        orRefuse(httpUrl(record(answer, 'widget_url'), 'url', drift)),
      );
    },
  };
}

function toOptions(input: ConnectWidgetInput) {
  return {
    client_redirect_url: input.clientRedirectUrl,
    color_scheme: input.colorScheme,
    current_institution_code: input.institutionCode,
    current_member_guid: input.memberGuid,
    disable_institution_search: input.disableInstitutionSearch,
    enable_app2app: input.enableApp2App,
    is_mobile_webview: input.isMobileWebview,
    oauth_referral_source: input.oauthReferralSource,
    ui_message_version: UI_MESSAGE_VERSION,
    ui_message_webview_url_scheme: input.uiMessageWebviewUrlScheme,
    update_credentials: input.updateCredentials,
  };
}

function orRefuse(url: string | null): string {
  if (url === null) throw badResponse('no widget address');
  return url;
}
