"""What can be done to accounts, staff and groups of permissions."""

import graphene

from marketplace.graphql.accounts.mutations.account_address_create import AccountAddressCreate
from marketplace.graphql.accounts.mutations.account_address_delete import AccountAddressDelete
from marketplace.graphql.accounts.mutations.account_address_update import AccountAddressUpdate
from marketplace.graphql.accounts.mutations.account_delete import AccountDelete
from marketplace.graphql.accounts.mutations.account_register import AccountRegister
from marketplace.graphql.accounts.mutations.account_request_deletion import AccountRequestDeletion
from marketplace.graphql.accounts.mutations.account_set_default_address import AccountSetDefaultAddress
from marketplace.graphql.accounts.mutations.account_update import AccountUpdate
from marketplace.graphql.accounts.mutations.address_create import AddressCreate
from marketplace.graphql.accounts.mutations.address_delete import AddressDelete
from marketplace.graphql.accounts.mutations.address_set_default import AddressSetDefault
from marketplace.graphql.accounts.mutations.address_update import AddressUpdate
from marketplace.graphql.accounts.mutations.confirm_account import ConfirmAccount
from marketplace.graphql.accounts.mutations.confirm_email_change import ConfirmEmailChange
from marketplace.graphql.accounts.mutations.customer_bulk_delete import CustomerBulkDelete
from marketplace.graphql.accounts.mutations.customer_bulk_update import CustomerBulkUpdate
from marketplace.graphql.accounts.mutations.customer_create import CustomerCreate
from marketplace.graphql.accounts.mutations.customer_delete import CustomerDelete
from marketplace.graphql.accounts.mutations.customer_update import CustomerUpdate
from marketplace.graphql.accounts.mutations.external_authentication_url import ExternalAuthenticationUrl
from marketplace.graphql.accounts.mutations.external_logout import ExternalLogout
from marketplace.graphql.accounts.mutations.external_obtain_access_tokens import ExternalObtainAccessTokens
from marketplace.graphql.accounts.mutations.external_refresh import ExternalRefresh
from marketplace.graphql.accounts.mutations.external_verify import ExternalVerify
from marketplace.graphql.accounts.mutations.password_change import PasswordChange
from marketplace.graphql.accounts.mutations.permission_group_create import PermissionGroupCreate
from marketplace.graphql.accounts.mutations.permission_group_delete import PermissionGroupDelete
from marketplace.graphql.accounts.mutations.permission_group_update import PermissionGroupUpdate
from marketplace.graphql.accounts.mutations.request_email_change import RequestEmailChange
from marketplace.graphql.accounts.mutations.request_password_reset import RequestPasswordReset
from marketplace.graphql.accounts.mutations.set_password import SetPassword
from marketplace.graphql.accounts.mutations.staff_bulk_delete import StaffBulkDelete
from marketplace.graphql.accounts.mutations.staff_create import StaffCreate
from marketplace.graphql.accounts.mutations.staff_delete import StaffDelete
from marketplace.graphql.accounts.mutations.staff_update import StaffUpdate
from marketplace.graphql.accounts.mutations.token_create import CreateToken
from marketplace.graphql.accounts.mutations.token_refresh import RefreshToken
from marketplace.graphql.accounts.mutations.token_verify import VerifyToken
from marketplace.graphql.accounts.mutations.tokens_deactivate_all import DeactivateAllUserTokens
from marketplace.graphql.accounts.mutations.user_avatar_delete import UserAvatarDelete
from marketplace.graphql.accounts.mutations.user_avatar_update import UserAvatarUpdate


class AccountMutations(graphene.ObjectType):
    """What can be done to an account by its owner, or by who wants one."""

    password_change = PasswordChange.Field(description="Change one's password.")
    token_create = CreateToken.Field(description="Sign in.")
    token_refresh = RefreshToken.Field(description="Get another access token.")
    token_verify = VerifyToken.Field(description="Say whether a token is good.")
    account_register = AccountRegister.Field(description="Ask for an account.")
    confirm_account = ConfirmAccount.Field(description="Open the account that was asked for.")
    request_password_reset = RequestPasswordReset.Field(
        description="Have a link sent with which a password can be set."
    )
    set_password = SetPassword.Field(description="Set a password with the secret of a link.")
    tokens_deactivate_all = DeactivateAllUserTokens.Field(description="Sign out everywhere.")
    request_email_change = RequestEmailChange.Field(description="Ask for another e-mail address.")
    confirm_email_change = ConfirmEmailChange.Field(description="Take the e-mail address that was asked for.")
    account_request_deletion = AccountRequestDeletion.Field(
        description="Have a link sent that closes the account."
    )
    account_delete = AccountDelete.Field(description="Close the account.")
    account_update = AccountUpdate.Field(
        description="Write how one is called, which language one reads, and where one lives."
    )
    account_address_create = AccountAddressCreate.Field(description="Keep an address.")
    account_address_update = AccountAddressUpdate.Field(description="Change an address.")
    account_address_delete = AccountAddressDelete.Field(description="Forget an address.")
    account_set_default_address = AccountSetDefaultAddress.Field(description="Make an address the usual one.")
    user_avatar_update = UserAvatarUpdate.Field(description="Keep a picture of oneself.")
    user_avatar_delete = UserAvatarDelete.Field(description="Forget the picture of oneself.")
    external_authentication_url = ExternalAuthenticationUrl.Field(
        description="Prepare signing in with another system."
    )
    external_obtain_access_tokens = ExternalObtainAccessTokens.Field(
        description="Sign in with what another system says."
    )
    external_refresh = ExternalRefresh.Field(description="Get other tokens through another system.")
    external_verify = ExternalVerify.Field(description="Ask another system about somebody.")
    external_logout = ExternalLogout.Field(description="Sign out of another system.")


class PeopleMutations(graphene.ObjectType):
    """What the staff can do to people and to groups of permissions."""

    address_create = AddressCreate.Field(description="Keep an address of a customer.")
    address_update = AddressUpdate.Field(description="Change an address of a customer.")
    address_delete = AddressDelete.Field(description="Forget an address of a customer.")
    address_set_default = AddressSetDefault.Field(description="Make an address of a customer the usual one.")
    customer_create = CustomerCreate.Field(description="Open an account for a customer.")
    customer_update = CustomerUpdate.Field(description="Change what is known of a customer.")
    customer_delete = CustomerDelete.Field(description="Delete a customer.")
    customer_bulk_delete = CustomerBulkDelete.Field(description="Delete several customers.")
    customer_bulk_update = CustomerBulkUpdate.Field(description="Change what is known of several customers.")
    staff_create = StaffCreate.Field(description="Let somebody work here.")
    staff_update = StaffUpdate.Field(description="Change one of the staff.")
    staff_delete = StaffDelete.Field(description="Delete one of the staff.")
    staff_bulk_delete = StaffBulkDelete.Field(description="Delete several of the staff.")
    permission_group_create = PermissionGroupCreate.Field(description="Make a group of permissions.")
    permission_group_update = PermissionGroupUpdate.Field(description="Change a group of permissions.")
    permission_group_delete = PermissionGroupDelete.Field(description="Delete a group of permissions.")
