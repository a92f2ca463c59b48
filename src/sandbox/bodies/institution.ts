import type { ApiCall } from '../api-call.ts';
import type { Credential, Institution } from '../institutions.ts';
import { overridden } from '../state.ts';
import type { WireFields } from '../wire-fields.ts';

const logos = 'https://content.moneydesktop.com/storage/MD_Assets/Ipad%20Logos';

/** `InstitutionResponse`, with the products as booleans (v20111101) or as a list (v20250224). */
export function institutionBody(call: ApiCall, institution: Institution): WireFields {
  const { code, guid, name, url, products } = institution;
  const shared: WireFields = {
    code,
    forgot_password_url: `${url}/forgot-password`,
    forgot_username_url: null,
    instructional_text: `Use the login of <a href="${url}">${name}</a>.`,
    instructional_text_steps: code === 'mxbank' ? ['Step 1: Do this.', 'Step 2: Do that.'] : null,
    is_disabled_by_client: false,
    iso_country_code: institution.country,
    medium_logo_url: `${logos}/100x100/${guid}_100x100.png`,
    name,
    small_logo_url: `${logos}/50x50/${guid}_50x50.png`,
    supports_oauth: institution.supportsOauth,
    supports_tax_document: false,
    trouble_signing_in_url: null,
    url,
  };
  const versioned: WireFields =
    call.version === 'v20250224'
      ? {
          created_at: '2025-02-13T18:08:00+00:00',
          guid,
          is_hidden: false,
          supported_products: products,
        }
      : {
          supports_account_identification: products.includes('identity_verification'),
          supports_account_statement: products.includes('statements'),
          supports_account_verification: products.includes('account_verification'),
          supports_transaction_history: products.includes('transaction_history'),
        };
  return overridden(call.state, code, { ...shared, ...versioned });
}

/** `CredentialResponse`. */
export function credentialBody(credential: Credential, index: number): WireFields {
  return {
    display_order: index + 1,
    field_name: credential.fieldName,
    field_type: credential.type,
    guid: credential.guid,
    label: credential.label,
    type: credential.type,
  };
}
