/** A connector that AWS ships. */
export interface AwsConnector {
  connectorType: string;
  connectorName: string;
  modes: ("SOURCE" | "DESTINATION")[];
}

const SOURCE = ["SOURCE"] as const;
const DESTINATION = ["DESTINATION"] as const;
const BOTH = ["SOURCE", "DESTINATION"] as const;

type Row = [connectorType: string, connectorName: string, modes: readonly ("SOURCE" | "DESTINATION")[]];

/** The model's connector types. */
const BUILT_IN: Row[] = [
  ["Amplitude", "Amplitude", SOURCE],
  ["CustomerProfiles", "Amazon Connect Customer Profiles", DESTINATION],
  ["Datadog", "Datadog", SOURCE],
  ["Dynatrace", "Dynatrace", SOURCE],
  ["EventBridge", "Amazon EventBridge", DESTINATION],
  ["Googleanalytics", "Google Analytics", SOURCE],
  ["Honeycode", "Amazon Honeycode", DESTINATION],
  ["Infornexus", "Infor Nexus", SOURCE],
  ["LookoutMetrics", "Amazon Lookout for Metrics", DESTINATION],
  ["Marketo", "Adobe Marketo", BOTH],
  ["Pardot", "Salesforce Pardot", SOURCE],
  ["Redshift", "Amazon Redshift", DESTINATION],
  ["S3", "Amazon S3", BOTH],
  ["SAPOData", "SAP OData", BOTH],
  ["Salesforce", "Salesforce", BOTH],
  ["Servicenow", "ServiceNow", SOURCE],
  ["Singular", "Singular", SOURCE],
  ["Slack", "Slack", SOURCE],
  ["Snowflake", "Snowflake", DESTINATION],
  ["Trendmicro", "Trend Micro", SOURCE],
  ["Upsolver", "Upsolver", DESTINATION],
  ["Veeva", "Veeva", SOURCE],
  ["Zendesk", "Zendesk", BOTH],
];

/** Sources that AWS lists beyond the model's types. That they carry a type of their own is a choice. */
const FURTHER =
  "Airtable Asana BambooHR Braintree CircleCI CloudWatch CrowdStrike Delighted Domo DropboxSign FacebookAds FreshBooks Freshdesk GitHub GitLab GoogleAds GoogleBigQuery GoogleCalendar GoogleSheets HubSpot InstagramAds Intercom Jira Kustomer LinkedInAds Mailchimp Mixpanel Okta Paypal Pendo Pipedrive Productboard QuickBooks Recharge SendGrid Smartsheet SnapchatAds Stripe SurveyMonkey Twilio Typeform WooCommerce YouTubeAnalytics Zoom"
    .split(" ")
    .map((name): Row => [name, name, SOURCE]);

export const AWS_CONNECTORS: readonly AwsConnector[] = [...BUILT_IN, ...FURTHER].map(
  ([connectorType, connectorName, modes]) => ({ connectorType, connectorName, modes: [...modes] }),
);

export const AWS_CONNECTOR_COUNT = AWS_CONNECTORS.length;
