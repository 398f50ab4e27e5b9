"""Filters, slots and components of the face: `{% load face %}`."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.base import Node as TemplateNode
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from tongjian.doors.face import components, wording
from tongjian.doors.face.clocks import clock_face
from tongjian.doors.face.parts import Tone
from tongjian.doors.face.tones import tone_of

register = template.Library()

PLAIN = (
    "crumb badge alert_badge clock facts timeline explain steps tiles tabs changes progress empty_state masked qr "
    "chart chart_scripts hash copy field form_fields error_summary answer_control tick_all"
)
WITH_CONTEXT = "verdict_button filters table_view pager notices"
for _name in f"{PLAIN} {WITH_CONTEXT}".split():
    _tag = register.inclusion_tag(
        f"face/components/{_name}.html", name=_name, takes_context=_name in WITH_CONTEXT.split()
    )
    _tag(getattr(components, _name))

register.filter("dt", wording.minute)
register.filter("d", wording.day)
register.filter("date_cn", wording.day_in_words)
register.filter("thousand", wording.roughly)
register.filter("mask_id", wording.masked_id)
register.filter("mask_phone", wording.masked_phone)
register.filter("hash_short", wording.short_hash)
register.filter("uscc", wording.grouped_uscc)
register.filter("clock_face", clock_face)


@register.filter
def tone(value: object, mapping: Mapping[str, Tone] | None = None) -> Tone:
    """`state|tone`, or `state|tone:MY_TONES`."""
    return tone_of(value, mapping)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon from the sprite. It decorates a word; give `label` only where no word can stand beside it."""
    href = f"{static('vendor/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"/></svg>', href)


@register.simple_tag(takes_context=True)
def again(context: Context, name: str) -> SafeString:
    """Draws a block a second time: the window's title is also the page's."""
    drawn: SafeString = context.render_context[BLOCK_CONTEXT_KEY].get_block(name).render(context)
    return drawn


class WrapNode(TemplateNode):
    """Draws a component around what stands between the tags; draws nothing around nothing."""

    def __init__(self, name: FilterExpression, extra: dict[str, FilterExpression], nodelist: NodeList) -> None:
        self.name, self.extra, self.nodelist = name, extra, nodelist

    def render(self, context: Context) -> SafeString:
        body = self.nodelist.render(context).strip()
        if not body:
            return mark_safe("")
        assert context.template is not None
        component = context.template.engine.get_template(f"face/components/{self.name.resolve(context)}.html")
        values: dict[str, Any] = {name: value.resolve(context) for name, value in self.extra.items()}
        with context.push(body=mark_safe(body), **values):
            return mark_safe(component.render(context))


@register.tag
def wrap(parser: Parser, token: Token) -> WrapNode:
    """`{% wrap "card" title="…" %}body{% endwrap %}`: face/components/card.html with `body`."""
    _tag, name, *rest = token.split_contents()
    nodelist = parser.parse(("endwrap",))
    parser.delete_first_token()
    return WrapNode(parser.compile_filter(name), token_kwargs(rest, parser), nodelist)
