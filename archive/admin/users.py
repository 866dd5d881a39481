"""Members of staff: made, renamed, given roles, put out of service; never deleted, for the log names them.

What is offered is what a role may give: nobody is made a superuser here, nobody changes a superuser but another one,
and nobody changes their own roles.
"""

# mypy: disable-error-code=type-arg
# (Django's admin classes take no type arguments at run time.)

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.permissions import ROLE_LABELS, Role
from archive.sessions import end_sessions

OWN_FIELDS: Final = ("groups", "is_active")  # that nobody changes of themselves


class RolesField(forms.ModelMultipleChoiceField):
    """Boxes to tick, one a role."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self) -> None:
        super().__init__(
            Group.objects.filter(name__in=[str(role) for role in Role]).order_by("pk"),
            label=gettext_lazy("角色"),
            required=False,
            help_text=gettext_lazy(
                "编辑：收入、改草稿、送审。审核：另可批准、退回、发布、撤下。管理员：另管用户、词典、报纸和删除。"
            ),
        )

    def label_from_instance(self, obj: Any) -> str:
        """Return what the role is called on screen."""
        return str(ROLE_LABELS[Role(obj.name)])


class MemberForm(forms.ModelForm):
    """What may be changed of a member of staff."""

    first_name = forms.CharField(label=gettext_lazy("姓名"), max_length=150, required=False)
    groups = RolesField()

    class Meta:
        model = User
        fields = ["username", "first_name", "email", "groups", "is_active"]


class NewMemberForm(UserCreationForm):
    """A new member of staff, with a first password."""

    first_name = forms.CharField(label=gettext_lazy("姓名"), max_length=150, required=False)
    groups = RolesField()

    class Meta(UserCreationForm.Meta):
        fields = ("username", "first_name", "groups")


admin.site.unregister(User)
admin.site.unregister(Group)  # roles are what archive/permissions.py says


@admin.register(User)
class MemberAdmin(UserAdmin):
    """The members of staff."""

    form = MemberForm
    add_form = NewMemberForm
    add_form_template = None
    list_display = ["username", "first_name_shown", "roles", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    search_fields = ["username", "first_name", "last_name"]
    ordering = ["-is_active", "username"]
    filter_horizontal = []
    readonly_fields = ["password_reset", "last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "first_name", "email", "password_reset"]}),
        (gettext_lazy("权限"), {"fields": ["groups", "is_active"]}),
        (gettext_lazy("时间"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["username", "first_name", "groups", "password1", "password2"]})]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Fetch the roles with the accounts."""
        members: QuerySet[User] = super().get_queryset(request)
        return members.prefetch_related("groups")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Return also what nobody changes of themselves."""
        own = OWN_FIELDS if obj is not None and obj.pk == request.user.pk else ()
        return [*self.readonly_fields, *own]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Return False also for a superuser, where who asks is none."""
        is_above = obj is not None and obj.is_superuser and not getattr(request.user, "is_superuser", False)
        return super().has_change_permission(request, obj) and not is_above

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Return False: who leaves is put out of service."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save an account; a new one is one of staff, and whoever is put out of service is logged out for good."""
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)
        if not obj.is_active:
            end_sessions(obj)

    @admin.display(description=gettext_lazy("姓名"), ordering="first_name")
    def first_name_shown(self, user: User) -> str:
        """Return the name."""
        return user.get_full_name() or "—"

    @admin.display(description=gettext_lazy("角色"))
    def roles(self, user: User) -> str:
        """Return the roles."""
        if user.is_superuser:
            return _("系统管理员")
        labels = {str(role): str(label) for role, label in ROLE_LABELS.items()}
        return _("、").join(labels.get(group.name, group.name) for group in user.groups.all()) or "—"

    @admin.display(description=gettext_lazy("密码"))
    def password_reset(self, user: User) -> str:
        """Return the way to set another password."""
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:auth_user_password_change", args=[user.pk]), _("重设密码")
        )
