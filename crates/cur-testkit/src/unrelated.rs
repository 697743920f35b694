//! Catalogue of products that the report does not select, with near misses among them.

use crate::amount::Rate;
use crate::kind::Kind;

const PLAIN: Kind = Kind {
    code: "AmazonEC2",
    name: "Amazon Elastic Compute Cloud",
    service: "AmazonEC2",
    suffix: "BoxUsage:t3.medium",
    bare: true,
    operation: "RunInstances",
    family: "Compute Instance",
    unit: "Hrs",
    description: "${rate} per On Demand Linux t3.medium Instance Hour",
    rate: Rate(416_000_000),
    resource: Some("i-0{id}"),
    meter: "",
    base: 1_000_000,
    whole: true,
    reserved: None,
};

/// A product in seven words: code, name, usage type, operation, family, unit and description.
const fn kind(words: [&'static str; 7], rate: i64, resource: Option<&'static str>, base: u64) -> Kind {
    let [code, name, suffix, operation, family, unit, description] = words;
    Kind {
        code,
        name,
        service: code,
        suffix,
        operation,
        family,
        unit,
        description,
        rate: Rate(rate),
        resource,
        base,
        whole: false,
        ..PLAIN
    }
}

/// Every unrelated kind. The first few are the most frequent in a real bill.
#[rustfmt::skip]
pub(crate) const UNRELATED: [Kind; 36] = [
    PLAIN,
    Kind { suffix: "BoxUsage:m6i.xlarge", rate: Rate(1_920_000_000), reserved: Some(Rate(1_209_600_000)), description: "USD 0.0 per Linux/UNIX (Amazon VPC), m6i.xlarge reserved instance applied", ..PLAIN },
    Kind { suffix: "EBS:VolumeUsage.gp3", operation: "CreateVolume-Gp3", family: "Storage", unit: "GB-Mo", description: "${rate} per GB-month of General Purpose (gp3) provisioned storage - {location}", rate: Rate(800_000_000), resource: Some("vol-0{id}"), base: 134_408, whole: false, ..PLAIN },
    kind(["AmazonS3", "Amazon Simple Storage Service", "Requests-Tier1", "PutObject", "API Request", "Requests", "${rate} per 1,000 PUT, COPY, POST, or LIST requests"], 50_000, Some("logs-{id}"), 812_000_000),
    kind(["AmazonS3", "Amazon Simple Storage Service", "Requests-Tier2", "GetObject", "API Request", "Requests", "$0.004 per 10,000 GET and all other requests"], 4_000, Some("assets-{id}"), 9_120_000_000),
    kind(["AmazonS3", "Amazon Simple Storage Service", "TimedStorage-ByteHrs", "StandardStorage", "Storage", "GB-Mo", "$0.023 per GB - first 50 TB / month of storage used"], 230_000_000, Some("data-lake-{id}"), 2_134_000),
    kind(["AmazonCloudWatch", "AmazonCloudWatch", "DataProcessing-Bytes", "PutLogEvents", "Data Payload", "GB", "$0.50 per GB custom log data ingested in {location}"], 5_000_000_000, Some("arn:aws:logs:{region}:{account}:log-group:/aws/lambda/{id}"), 71_300),
    kind(["AmazonCloudWatch", "AmazonCloudWatch", "CW:MetricMonitorUsage", "MetricStorage", "Metric", "Metrics", "$0.30 per metric-month for the first 10,000 metrics - {location}"], 3_000_000_000, None, 134_408),
    kind(["AmazonCloudWatch", "AmazonCloudWatch", "CW:Requests", "GetMetricData", "API Request", "Requests", "$0.01 per 1,000 metrics requested using GetMetricData API"], 100_000, None, 33_000_000),
    kind(["AmazonDynamoDB", "Amazon DynamoDB", "ReadRequestUnits", "PayPerRequestThroughput", "Amazon DynamoDB PayPerRequest Throughput", "ReadRequestUnits", "$0.125 per million read request units (on-demand)"], 1_250, Some("arn:aws:dynamodb:{region}:{account}:table/connections-{id}"), 991_000_000),
    kind(["AmazonDynamoDB", "Amazon DynamoDB", "WriteRequestUnits", "PayPerRequestThroughput", "Amazon DynamoDB PayPerRequest Throughput", "WriteRequestUnits", "$0.625 per million write request units (on-demand)"], 6_250, Some("arn:aws:dynamodb:{region}:{account}:table/connections-{id}"), 401_000_000),
    kind(["AmazonRDS", "Amazon Relational Database Service", "InstanceUsage:db.r6g.large", "CreateDBInstance:0014", "Database Instance", "Hrs", "$0.225 per RDS db.r6g.large Single-AZ instance hour (or partial hour) running PostgreSQL"], 2_250_000_000, Some("arn:aws:rds:{region}:{account}:db:orders-{id}"), 1_000_000),
    kind(["AmazonVPC", "Amazon Virtual Private Cloud", "PublicIPv4:InUseAddress", "AllocateAddressVPC", "VPC Public IPv4 Address", "Hrs", "$0.005 per In-use public IPv4 address per hour"], 50_000_000, Some("arn:aws:ec2:{region}:{account}:eni-0{id}"), 1_000_000),
    kind(["AmazonEC2", "Amazon Elastic Compute Cloud", "NatGateway-Bytes", "NatGateway", "NAT Gateway", "GB", "$0.045 per GB Data Processed by NAT Gateways"], 450_000_000, Some("arn:aws:ec2:{region}:{account}:natgateway/nat-0{id}"), 3_410_000),
    kind(["AWSELB", "Elastic Load Balancing", "LCUUsage", "LoadBalancing:Application", "Load Balancer-Application", "LCU-Hrs", "$0.008 per used Application load balancer capacity unit-hour (or partial hour)"], 80_000_000, Some("arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/app/web/{id}"), 412_000),
    kind(["AmazonECS", "Amazon Elastic Container Service", "Fargate-vCPU-Hours:perCPU", "FargateTask", "Compute", "hours", "AWS Fargate - vCPU - {location}"], 404_800_000, Some("arn:aws:ecs:{region}:{account}:task/main/{id}"), 512_000),
    kind(["AmazonSNS", "Amazon Simple Notification Service", "Requests-Tier1", "Publish", "API Request", "Requests", "First 1,000,000 Amazon SNS API Requests per month are free"], 0, Some("arn:aws:sns:{region}:{account}:{id}"), 5_000_000),
    kind(["AWSQueueService", "Amazon Simple Queue Service", "Requests-RBP", "SendMessage", "API Request", "Requests", "$0.40 per million Amazon SQS standard requests, \"Tier 1\" in {location}"], 4_000, Some("arn:aws:sqs:{region}:{account}:{id}"), 121_000_000),
    kind(["awskms", "AWS Key Management Service", "KMS-Requests", "Decrypt", "API Request", "Requests", "$0.03 per 10,000 KMS requests"], 30_000, None, 44_000_000),
    kind(["AmazonCloudFront", "Amazon CloudFront", "US-DataTransfer-Out-Bytes", "GET", "Data Transfer", "GB", "$0.085 per GB - first 10 TB / month data transfer out"], 850_000_000, Some("arn:aws:cloudfront::{account}:distribution/{id}"), 8_200_000),
    kind(["AWSDataTransfer", "AWS Data Transfer", "DataTransfer-Out-Bytes", "RunInstances", "Data Transfer", "GB", "$0.090 per GB - first 10 TB / month data transfer out beyond the global free tier"], 900_000_000, None, 712_000),
    kind(["AmazonKinesis", "Amazon Kinesis", "Storage-ShardHour", "shardHourStorage", "Kinesis Streams", "ShardHour", "$0.015 per shard hour in {location}"], 150_000_000, Some("arn:aws:kinesis:{region}:{account}:stream/{id}"), 1_000_000),
    kind(["AmazonElastiCache", "Amazon ElastiCache", "NodeUsage:cache.t4g.micro", "CreateCacheCluster:0002", "Cache Instance", "Hrs", "$0.016 per t4g Cache Micro node-hour (or partial hour) running Redis"], 160_000_000, Some("arn:aws:elasticache:{region}:{account}:cluster:{id}"), 1_000_000),
    kind(["AmazonRoute53", "Amazon Route 53", "DNS-Queries", "A", "DNS Query", "Queries", "$0.40 per 1,000,000 queries for the first 1 Billion queries"], 4_000, Some("arn:aws:route53:::hostedzone/{id}"), 66_000_000),
    kind(["AmazonGuardDuty", "Amazon GuardDuty", "PaidEventsAnalyzed", "CloudTrail", "Event", "Events", "$4.00 per 1 million CloudTrail events"], 40_000, None, 2_000_000),
    kind(["AWSCloudTrail", "AWS CloudTrail", "FreeEventsRecorded", "None", "Management Tools - AWS CloudTrail Free Events Recorded", "Events", "0.0 per free event recorded in {location} region"], 0, None, 31_000_000),
    kind(["AWSConfig", "AWS Config", "ConfigurationItemRecorded", "None", "Management Tools - AWS Config", "ConfigurationItemRecorded", "$0.003 per configuration item recorded"], 30_000_000, None, 3_000_000),
    kind(["AmazonECR", "Amazon EC2 Container Registry (ECR)", "TimedStorage-ByteHrs", "StandardStorage", "EC2 Container Registry", "GB-Mo", "$0.10 per GB-month of data storage"], 1_000_000_000, Some("arn:aws:ecr:{region}:{account}:repository/{id}"), 13_441),
    kind(["AWSSecretsManager", "AWS Secrets Manager", "AWSSecretsManager-Secrets", "None", "Secret", "Secrets", "$0.40 per Secret"], 4_000_000_000, Some("arn:aws:secretsmanager:{region}:{account}:secret:{id}"), 1_344),
    kind(["AmazonCognito", "Amazon Cognito", "CognitoUserPools", "None", "User Pool MAU", "MAUs", "$0.00550 per MAU: \"next\" 50,000"], 55_000_000, None, 1_000_000),
    kind(["AmazonMSK", "Amazon Managed Streaming for Apache Kafka", "Kafka.m5.large", "RunBroker", "Managed Streaming for Apache Kafka (MSK)", "hours", "$0.21 per broker-hour"], 2_100_000_000, Some("arn:aws:kafka:{region}:{account}:cluster/events/{id}"), 1_000_000),
    // Near misses: other services with connection-time and message meters, prefixed in us-east-1 as API Gateway's are.
    Kind { bare: false, whole: true, ..kind(["AWSAppSync", "AWS AppSync", "EventAPI-ConnectionDuration", "RunInstances", "RealTime", "Minutes", "$0.08 per million connection minutes"], 800, Some("arn:aws:appsync:{region}:{account}:apis/{id}"), 44_000_000_000) },
    Kind { bare: false, whole: true, ..kind(["AWSAppSync", "AWS AppSync", "EventAPI-Operation", "RunInstances", "RealTime", "Operation", "$1.00 per million Event API operations"], 10_000, Some("arn:aws:appsync:{region}:{account}:apis/{id}"), 12_000_000_000) },
    Kind { bare: false, whole: true, ..kind(["AWSIoT", "AWS IoT", "ConnectionMinutes", "None", "AWS IoT", "minutes", "$0.08 per million minutes of connection"], 800, None, 61_000_000_000) },
    Kind { bare: false, whole: true, ..kind(["AWSIoT", "AWS IoT", "Messages", "None", "AWS IoT", "Messages", "$1.00 per million messages"], 10_000, None, 6_100_000_000) },
    kind(["AmazonStates", "AWS Step Functions", "StateTransition", "Express-Request", "Serverless", "Request", "$1.00 per million \"Express\" requests, first 300 million"], 10_000, Some("arn:aws:states:{region}:{account}:express:{id}"), 88_000_000),
];

/// What people write into tags. Every one of them has broken somebody's reader.
pub(crate) const NOTES: [&str; 8] = [
    "owner: Müller, Köln",
    "she said \"keep it\", so we keep it",
    "two\nlines",
    "windows\r\nline, then \"more\"",
    "{\"team\":\"core\",\"tiers\":[1,2],\"why\":\"a,b\"}",
    "  blanks around  ",
    "東京 🚀 – naïve",
    "'=SUM(A1:A9)|;\ttab",
];
