/**
 * Text for a notification, without links: VS Code makes one of `[text](command:…)`, and a space that is not seen
 * between the brackets keeps it from that.
 */
export function plainText(text: string): string {
	return text.replaceAll('](', ']\u200b(');
}
