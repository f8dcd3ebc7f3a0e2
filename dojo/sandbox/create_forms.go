package sandbox

import "encoding/json"

// createForms are the fields of a creation in a version.
func createForms(v version) forms {
	flag := kind[bool]("true or false")
	address := orNull(forms{
		"address1": orNull(text(100)), "address2": orNull(text(100)), "address3": orNull(text(100)), "address4": orNull(text(100)),
		"city": orNull(text(100)), "state": orNull(text(100)), "locality": orNull(text(100)), "county": orNull(text(100)),
		"postcode": orNull(text(50)), "countryCode": text(10),
	}.with("countryCode"))
	collected := orNull(forms{"collectionRequired": flag}.with())
	read := func(json.RawMessage, string, complaints) {} // parseCreate reads these amounts
	f := forms{
		"amount": read, "tipsAmount": read,
		"captureMode":     word("Auto", "Manual"),
		"reference":       label(60),
		"description":     orNull(text(4096)),
		"customer":        orNull(forms{"id": orNull(text(0)), "emailAddress": orNull(text(254)), "phoneNumber": orNull(text(50))}.with()),
		"billingAddress":  address,
		"shippingDetails": orNull(forms{"name": orNull(text(100)), "deliveryNotes": orNull(text(1024)), "address": address}.with()),
		"config": orNull(forms{
			"title": orNull(text(100)), "redirectUrl": orNull(text(0)), "cancelUrl": orNull(text(0)),
			"customerEmail": collected, "billingAddress": collected, "shippingDetails": collected,
			"details": orNull(forms{"showTotal": flag, "showReference": flag}.with()),
			"payment": orNull(forms{"customAmountAllowed": flag, "tipsAllowed": flag}.with()),
		}.with()),
		"requestSecurity": orNull(forms{"userAgent": orNull(text(300)), "ipAddress": orNull(text(70)), "device": orNull(text(120))}.with()),
		"actionLink": orNull(forms{
			"url": label(0), "action": orNull(word("OpenLink", "DownloadFile")), "label": label(60), "fileName": orNull(text(256)),
		}.with("url", "label")),
		"expireAt":         orNull(moment),
		"autoExpireIn":     orNull(text(0)),
		"autoExpireAction": orNull(word("Release", "Capture")),
		"metadata":         orNull(texts),
		"setupIntentId":    orNull(text(0)),
	}
	if v.flat() {
		f.of2022()
	} else {
		f["cashbackAmount"], f["serviceChargeAmount"] = read, read
		f.since2024(v)
	}
	return f
}

// of2022 adds what only the versions of 2022 have.
func (f forms) of2022() {
	number := kind[int32]("a whole number")
	sum := forms{"value": kind[int64]("a whole number"), "currencyCode": label(10)}.with("value", "currencyCode")
	f["transactionSource"] = orNull(word("MOTO"))
	f["paymentMethods"] = orNull(list(word("Card", "Wallet")))
	f["itemLines"] = orNull(list(forms{
		"id": orNull(text(60)), "quantity": number, "caption": orNull(text(100)), "amountTotal": sum,
	}.with()))
	f["taxLines"] = orNull(list(forms{
		"id": orNull(text(60)), "caption": orNull(text(100)), "subCaption": orNull(text(100)), "amountTotal": sum,
	}.with()))
}

// since2024 adds what the later versions have.
func (f forms) since2024(v version) {
	flag, number := kind[bool]("true or false"), kind[int32]("a whole number")
	sum := forms{"value": kind[int64]("a whole number"), "currencyCode": label(10)}.with("value", "currencyCode")
	f["customer"] = orNull(forms{
		"id": orNull(text(0)), "emailAddress": orNull(text(254)), "phoneNumber": orNull(text(50)), "secret": orNull(text(0)), "savedCardId": orNull(text(0)),
	}.with())
	f["cardHolderNotPresent"] = orNull(flag)
	f["generateRemoteToken"] = flag
	f["orderDetails"] = orNull(forms{
		"availabilityDate": orNull(moment), "isUpdate": orNull(flag), "id": orNull(text(0)), "externalId": orNull(text(0)),
	}.with())
	f["paymentMethods"] = orNull(list(text(0)))
	if v < version2025 {
		f["paymentMethods"] = orNull(list(word("Card", "Wallet", "SavedCard")))
	}
	modifier := forms{"name": text(0), "amountPerModifier": sum, "quantity": kind[int64]("a whole number"), "id": text(0)}
	f["itemLines"] = orNull(list(forms{
		"id": text(60), "quantity": number, "name": text(100), "category": text(0), "plu": text(200), "amountTotal": orNull(sum),
		"modifiers": list(modifier.with("name", "amountPerModifier", "quantity", "id")),
	}.with("amountTotal")))
	f["taxLines"] = orNull(list(forms{
		"id": text(60), "caption": text(100), "subCaption": orNull(text(100)), "affectedPlu": text(200), "amountTotal": sum,
	}.with("amountTotal")))
	if v >= version2026 {
		f["isNotOnlineCheckout"] = flag
	}
}
