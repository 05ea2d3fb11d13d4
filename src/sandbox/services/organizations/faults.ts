import {AwsFault} from '../../wire/fault.ts';

/** Organizations' own refusals, in its words. The reasons are those of the SDK's enums for each exception. */
export const refuse = {
	accessDenied: () => new AwsFault('AccessDeniedException', "You don't have permissions to access this resource."),
	input: (reason: string, message: string) => new AwsFault('InvalidInputException', message, {members: {Reason: reason}}),
	constraint: (reason: string, message: string) => new AwsFault('ConstraintViolationException', message, {members: {Reason: reason}}),
	policyNotFound: () => new AwsFault('PolicyNotFoundException', "We can't find a policy with the PolicyId that you specified."),
	targetNotFound: () => new AwsFault('TargetNotFoundException', 'You specified a target that does not exist.'),
	rootNotFound: () => new AwsFault('RootNotFoundException', 'You specified a root that does not exist.'),
	parentNotFound: () => new AwsFault('ParentNotFoundException', 'You specified parent that does not exist.'),
	childNotFound: () => new AwsFault('ChildNotFoundException', 'You specified child that does not exist.'),
	accountNotFound: () => new AwsFault('AccountNotFoundException', 'You specified an account that does not exist.'),
	unitNotFound: () => new AwsFault('OrganizationalUnitNotFoundException', 'You specified an organizational unit that does not exist.'),
	duplicatePolicy: () => new AwsFault('DuplicatePolicyException', 'A policy with the same name already exists.'),
	duplicateAttachment: () =>
		new AwsFault('DuplicatePolicyAttachmentException', 'The selected policy is already attached to the specified target.'),
	policyInUse: () =>
		new AwsFault(
			'PolicyInUseException',
			'The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts before performing this operation.',
		),
	notAttached: () => new AwsFault('PolicyNotAttachedException', 'The policy is not attached to the specified target.'),
	typeNotEnabled: () => new AwsFault('PolicyTypeNotEnabledException', 'This operation can be performed only for enabled policy types.'),
	typeNotAvailable: () =>
		new AwsFault(
			'PolicyTypeNotAvailableForOrganizationException',
			"You can't use the specified policy type with the feature set currently enabled for this organization.",
		),
	typeAlreadyEnabled: () => new AwsFault('PolicyTypeAlreadyEnabledException', 'The specified policy type is already enabled.'),
	malformed: (reasons: readonly string[]) =>
		new AwsFault(
			'MalformedPolicyDocumentException',
			`The provided policy document does not meet the requirements of the specified policy type. ${reasons.join(' ')}`,
		),
};
