type Mode = "SOURCE" | "DESTINATION";

/** A connector that AWS ships. */
export interface AwsConnector {
  connectorType: string;
  connectorName: string;
  modes: readonly Mode[];
}

type Row = readonly [connectorType: string, connectorName: string, ...modes: Mode[]];

/** The model's connector types. */
const MODELLED: readonly Row[] = [
  ["Amplitude", "Amplitude", "SOURCE"],
  ["CustomerProfiles", "Amazon Connect Customer Profiles", "DESTINATION"],
  ["Datadog", "Datadog", "SOURCE"],
  ["Dynatrace", "Dynatrace", "SOURCE"],
  ["EventBridge", "Amazon EventBridge", "DESTINATION"],
  ["Googleanalytics", "Google Analytics", "SOURCE"],
  ["Honeycode", "Amazon Honeycode", "DESTINATION"],
  ["Infornexus", "Infor Nexus", "SOURCE"],
  ["LookoutMetrics", "Amazon Lookout for Metrics", "DESTINATION"],
  ["Marketo", "Adobe Marketo", "SOURCE", "DESTINATION"],
  ["Pardot", "Salesforce Pardot", "SOURCE"],
  ["Redshift", "Amazon Redshift", "DESTINATION"],
  ["S3", "Amazon S3", "SOURCE", "DESTINATION"],
  ["SAPOData", "SAP OData", "SOURCE", "DESTINATION"],
  ["Salesforce", "Salesforce", "SOURCE", "DESTINATION"],
  ["Servicenow", "ServiceNow", "SOURCE"],
  ["Singular", "Singular", "SOURCE"],
  ["Slack", "Slack", "SOURCE"],
  ["Snowflake", "Snowflake", "DESTINATION"],
  ["Trendmicro", "Trend Micro", "SOURCE"],
  ["Upsolver", "Upsolver", "DESTINATION"],
  ["Veeva", "Veeva", "SOURCE"],
  ["Zendesk", "Zendesk", "SOURCE", "DESTINATION"],
];

/** Sources that AWS lists beyond the model's types. That they carry a type of their own is a choice. */
const FURTHER =
  "Airtable Asana BambooHR Braintree CircleCI CloudWatch CrowdStrike Delighted Domo DropboxSign FacebookAds FreshBooks Freshdesk GitHub GitLab GoogleAds GoogleBigQuery GoogleCalendar GoogleSheets HubSpot InstagramAds Intercom Jira Kustomer LinkedInAds Mailchimp Mixpanel Okta Paypal Pendo Pipedrive Productboard QuickBooks Recharge SendGrid Smartsheet SnapchatAds Stripe SurveyMonkey Twilio Typeform WooCommerce YouTubeAnalytics Zoom"
    .split(" ")
    .map((name): Row => [name, name, "SOURCE"]);

export const AWS_CONNECTORS: readonly AwsConnector[] = [...MODELLED, ...FURTHER].map(
  ([connectorType, connectorName, ...modes]) => ({ connectorType, connectorName, modes }),
);
