/** The patterns of the workload's rules, as its YAML has them. */
export const vatId = /^(EE[0-9]{9}|NO[0-9]{9}MVA|RO[0-9]{2,10})$/;
export const romanianId = /^(RO)?[0-9]{2,10}$/;
export const email = /^[^@ ]+@[^@ .]+([.][^@ .]+)+$/;
export const longDigits = /[0-9]{7}/;
export const cardNumber = /[3-6][0-9]{12}/;
export const placeholderName = /[{][{]|[}][}]|%s|^undefined$|^null$|^NaN$/;
export const placeholder = /[{][{]|[}][}]|%s|lorem ipsum/;
