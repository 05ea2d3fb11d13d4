import type {NotDeniable} from '../../containment/principal/subject.ts';

/** Why no service control policy can contain somebody, and what to do instead. */
export const notDeniable: Record<NotDeniable['code'], string> = {
	'foreign-account':
		'It belongs to an account outside this organization, whose principals your service control policies do not bind. Close what lets it in: resource policies and role trust policies.',
	'aws-service':
		'An AWS service acted, and a deny would not stop who asked it to. Find the call that made it act, and start again with that principal.',
	'federated-user':
		'This session was started with GetFederationToken. Contain the IAM user that started it: its policies bound the session.',
	'unknown-principal':
		'Nothing says which principal it is. Look its access key up in CloudTrail, and start again with the principalId found there.',
	'management-account':
		'It belongs to the management account, where no service control policy applies. Deny it there, in its own IAM policies.',
	'no-account':
		'Its account is not known. It may be the management account, where a deny does nothing. Start again with its ARN, which holds the account.',
	'no-unique-id': 'The id that AWS gave it is not known, so no policy can name it alone. Look the role or user up in its account.',
	'no-user-name': 'The user name of this person is not known. Look the user id up in Identity Center.',
	'not-as-documented': 'Its id does not have the form that AWS documents, so it is not written into a policy.',
	'user-name': 'The user name cannot be a session name, and the user id is not known.',
};
