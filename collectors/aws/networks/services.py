"""Services that carry traffic."""

from typing import Final

from collectors.aws.networks import (
    acm,
    apigateway,
    apigateway_facts,
    apigatewayv2,
    client_vpn,
    cloudfront,
    cloudfront_facts,
    dms,
    dns,
    elb,
    elb_facts,
    elbv2,
    elbv2_facts,
    firewall,
    lists,
    switches,
    vpn,
    wafv2,
)
from collectors.aws.service import Service

SERVICES: Final[tuple[Service, ...]] = (
    Service(elbv2.QUESTIONS, elbv2.KINDS, (elbv2_facts.read,)),
    Service(elb.QUESTIONS, elb.KINDS, (elb_facts.read,)),
    Service(cloudfront.QUESTIONS, cloudfront.KINDS, (cloudfront_facts.read,)),
    Service(apigateway.QUESTIONS, apigateway.KINDS, (apigateway_facts.read,)),
    Service(apigatewayv2.QUESTIONS, apigatewayv2.KINDS, (apigatewayv2.read,)),
    Service(lists.QUESTIONS, {}, ()),
    Service(acm.QUESTIONS, acm.KINDS, (acm.read,)),
    Service(switches.QUESTIONS, switches.KINDS, (switches.read,)),
    Service(client_vpn.QUESTIONS, client_vpn.KINDS, (client_vpn.read,)),
    Service(vpn.QUESTIONS, vpn.KINDS, (vpn.read,)),
    Service(dms.QUESTIONS, dms.KINDS, (dms.read,)),
    Service(dns.QUESTIONS, dns.KINDS, (dns.read,)),
    Service(wafv2.QUESTIONS, wafv2.KINDS, (wafv2.read,)),
    Service(firewall.QUESTIONS, firewall.KINDS, (firewall.read,)),
)
